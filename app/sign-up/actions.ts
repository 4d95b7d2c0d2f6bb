"use server";

import { notFound, redirect } from "next/navigation";
import { clientAddress, requestId } from "@/app/_server/request";
import { describeFailure, describeMistakes, keepTyped, readForm } from "@/app/_server/run-action";
import { signIn } from "@/app/_server/sign-in";
import type { FormState } from "@/components/ui/form-state";
import { environment } from "@/lib/env";
import { newTenantSchema } from "@/lib/tenancy/schema";
import { signUp } from "@/lib/tenancy/sign-up";

/** Creates a tenant where sign-up is open, and signs its owner in. */
export async function signUpHelpdesk(_state: FormState, form: FormData): Promise<FormState> {
  if (!environment().isSignUpOpen) notFound();
  const values = keepTyped(form, ["ownerPassword"]);
  const input = newTenantSchema.safeParse(readForm(form));
  if (!input.success) return describeMistakes(input.error, values);
  const caller = { clientAddress: await clientAddress(), requestId: await requestId() };
  const created = await signUp(input.data, caller);
  if (!created.ok) return describeFailure(created.failure, values);
  const signedIn = await signIn(input.data.ownerEmail, input.data.ownerPassword);
  redirect(signedIn.ok ? `/${created.value.slug}/admin` : "/sign-in");
}
