import type { Database } from "@/lib/db/client";
import { recordEvent } from "@/lib/event/record-event";
import type { TenantContext } from "@/lib/tenancy/context";

export type ChangedPart = "account" | "remote_mailbox" | "outgoing_smtp";

/** Tells the feed which parts of a System Email were saved, so that Mail Workers read them anew. Call it last in the transaction. */
export async function recordSettingsChange(
  db: Database,
  context: TenantContext,
  { systemEmailId, parts }: { systemEmailId: string; parts: ChangedPart[] },
): Promise<void> {
  const email = await db.systemEmail.findUniqueOrThrow({
    where: { id: systemEmailId },
    select: { configVersion: true },
  });
  const data = { parts, configVersion: email.configVersion };
  await recordEvent(db, context, { type: "mailbox.settings_changed", systemEmailId, data });
}
