"use server";

import { revalidatePath } from "next/cache";
import { clientAddress, requestId } from "@/app/_server/request";
import { requireSession } from "@/app/_server/require-tenant";
import { describeFailure, describeMistakes, keepTyped, readForm } from "@/app/_server/run-action";
import type { FormState } from "@/components/ui/form-state";
import { Secret } from "@/lib/secret";
import { changePassword } from "@/lib/tenancy/change-password";
import { changePasswordSchema } from "@/lib/tenancy/schema";

const passwordFields = ["currentPassword", "newPassword", "newPasswordAgain"];

/** Changes the password of whoever is signed in. All three are asked for again after every refusal. */
export async function changeOwnPassword(_state: FormState, form: FormData): Promise<FormState> {
  const session = await requireSession();
  const values = keepTyped(form, passwordFields);
  const input = changePasswordSchema.safeParse(readForm(form));
  if (!input.success) return describeMistakes(input.error, values);
  const { currentPassword, newPassword } = input.data;
  const changed = await changePassword(
    session,
    { currentPassword: new Secret(currentPassword), newPassword: new Secret(newPassword) },
    { clientAddress: await clientAddress(), requestId: await requestId() },
  );
  if (!changed.ok) return describeFailure(changed.failure, values);
  revalidatePath("/account");
  return { status: "saved", message: describeChange(changed.value.endedSessions) };
}

function describeChange(endedSessions: number): string {
  if (endedSessions === 0) return "Your password is changed. You were signed in nowhere else.";
  const others = endedSessions === 1 ? "The other browser" : `The ${endedSessions} other browsers`;
  return `Your password is changed. ${others} that you were signed in with ${endedSessions === 1 ? "has" : "have"} to sign in again.`;
}
