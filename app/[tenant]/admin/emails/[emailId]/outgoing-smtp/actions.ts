"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { readRevision, runAction } from "@/app/_server/run-action";
import type { FormState } from "@/components/ui/form-state";
import type { SendTestState } from "@/components/verification/send-test-form";
import type { Diagnosis } from "@/lib/diagnosis/schema";
import type { Failure } from "@/lib/errors";
import type { SentMessage } from "@/lib/mail/send-message";
import { succeed } from "@/lib/result";
import { fillPresetServer } from "@/lib/system-email/fill-preset-server";
import { getSystemEmail } from "@/lib/system-email/get-system-email";
import { saveOutgoingSmtp } from "@/lib/system-email/save-outgoing-smtp";
import { outgoingSmtpSchema } from "@/lib/system-email/schema";
import { emailAddressSchema } from "@/lib/tenancy/schema";
import { explainSendFailure } from "@/lib/verification/explain-send-failure";
import { sendTestEmail } from "@/lib/verification/send-test-email";
import { configHref } from "../config-href";
import { emailPlaceSchema } from "../place";
import { readPress } from "../read-press";
import { describeSentMessage } from "../show-sent-message";
import { showFailure } from "../show-verification";

const inputSchema = z.preprocess((fields) => fillPresetServer(fields, () => "smtp"), outgoingSmtpSchema);
const testSchema = z.object({ to: emailAddressSchema });

/** Saves the Outgoing (SMTP) tab; pressed as Config, it goes on to the OAuth2 dialog. */
export async function saveOutgoingSmtpTab(place: unknown, _state: FormState, form: FormData): Promise<FormState> {
  const { isConfig, confirmed } = readPress(form);
  return runAction(
    { place: emailPlaceSchema, input: inputSchema, secretFields: ["basicPassword"] },
    place,
    form,
    async (context, { tenant, emailId }, input) => {
      const asked = { isConfirmed: confirmed === "authentication", revision: readRevision(form) };
      const saved = await saveOutgoingSmtp(context, emailId, input, asked);
      if (!saved.ok) return saved;
      revalidatePath(`/${tenant}/admin/emails`, "layout");
      const email =
        isConfig && input.authentication.startsWith("oauth2_") ? await getSystemEmail(context, emailId) : null;
      if (email !== null) redirect(configHref(tenant, email, "outgoing_smtp"));
      return succeed({ message: "Saved" });
    },
  );
}

/** Sends a test email with what is saved, and tells its way and the server's reply. */
export async function sendTest(place: unknown, _state: SendTestState, form: FormData): Promise<SendTestState> {
  let sent: SentMessage | null = null;
  let failure: Failure | null = null;
  let diagnosis: Diagnosis | null = null;
  const state = await runAction(
    { place: emailPlaceSchema, input: testSchema },
    place,
    form,
    async (context, { emailId }, { to }) => {
      const outcome = await sendTestEmail(context, { systemEmailId: emailId, to });
      if (outcome.ok) sent = outcome.value;
      else {
        failure = outcome.failure;
        diagnosis = await explainSendFailure(context, { systemEmailId: emailId, failure });
      }
      return outcome.ok ? succeed({ message: `Sent to ${to}` }) : outcome;
    },
  );
  return { ...state, values: { to: String(form.get("to") ?? "") }, ...showOutcome(sent, failure, diagnosis) };
}

function showOutcome(
  sent: SentMessage | null,
  failure: Failure | null,
  diagnosis: Diagnosis | null,
): Pick<SendTestState, "sent" | "failure"> {
  if (sent !== null) return { sent: describeSentMessage(sent) };
  if (failure === null) return {};
  return { failure: { ...showFailure(failure), reply: failure.facts?.reply ?? null, diagnosis } };
}
