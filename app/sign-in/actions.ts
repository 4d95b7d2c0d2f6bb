"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { describeFailure, describeMistakes, keepTyped, readForm } from "@/app/_server/run-action";
import { signIn } from "@/app/_server/sign-in";
import type { FormState } from "@/components/ui/form-state";
import { localPath } from "./local-path";

const signInSchema = z.object({
  email: z.string().trim().min(1, "Enter your email address"),
  password: z.string().min(1, "Enter your password"),
});

/** Signs in and goes where the person was going. The password is asked for again after every failure. */
export async function signInWithPassword(_state: FormState, form: FormData): Promise<FormState> {
  const values = keepTyped(form, ["password"]);
  const input = signInSchema.safeParse(readForm(form));
  if (!input.success) {
    const { message: _, ...mistakes } = describeMistakes(input.error, values);
    return mistakes;
  }
  const outcome = await signIn(input.data.email, input.data.password);
  if (!outcome.ok) return describeFailure(outcome.failure, values);
  redirect(localPath(form.get("next")) ?? "/tenants");
}
