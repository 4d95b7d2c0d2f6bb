"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { readRevision, runAction } from "@/app/_server/run-action";
import type { FormState } from "@/components/ui/form-state";
import { succeed } from "@/lib/result";
import { fillPresetServer } from "@/lib/system-email/fill-preset-server";
import { getSystemEmail } from "@/lib/system-email/get-system-email";
import { saveRemoteMailbox } from "@/lib/system-email/save-remote-mailbox";
import { remoteMailboxSchema } from "@/lib/system-email/schema";
import { configHref } from "../config-href";
import { emailPlaceSchema } from "../place";
import { readPress } from "../read-press";

const inputSchema = z.preprocess(
  (fields) => fillPresetServer(fields, ({ protocol }) => (protocol === "pop3" ? "pop3" : "imap")),
  remoteMailboxSchema,
);

/** Saves the Remote Mailbox tab; pressed as Config, it goes on to the OAuth2 dialog. */
export async function saveRemoteMailboxTab(place: unknown, _state: FormState, form: FormData): Promise<FormState> {
  const { isConfig, confirmed } = readPress(form);
  return runAction(
    { place: emailPlaceSchema, input: inputSchema, secretFields: ["basicPassword"] },
    place,
    form,
    async (context, { tenant, emailId }, input) => {
      const asked = { isConfirmed: confirmed === "authentication", revision: readRevision(form) };
      const saved = await saveRemoteMailbox(context, emailId, input, asked);
      if (!saved.ok) return saved;
      revalidatePath(`/${tenant}/admin/emails`, "layout");
      const email = isConfig ? await getSystemEmail(context, emailId) : null;
      if (email?.incoming.needsGrant) redirect(configHref(tenant, email, "remote_mailbox"));
      return succeed({ message: "Saved" });
    },
  );
}
