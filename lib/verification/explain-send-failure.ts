import { systemClock } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import { diagnoseMailFailure } from "@/lib/diagnosis/diagnose-mail-failure";
import type { Diagnosis } from "@/lib/diagnosis/schema";
import type { Failure } from "@/lib/errors";
import { mailFailureCodeSchema } from "@/lib/mail/schema";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { readFailureFacts } from "./read-failure-facts";

/**
 * The Diagnosis of a test email that was not taken, such as of an address that may not be sent as, which some servers
 * say only once the message is there. Null where it was no mail server that failed.
 */
export async function explainSendFailure(
  context: TenantContext,
  { systemEmailId, failure }: { systemEmailId: string; failure: Failure },
): Promise<Diagnosis | null> {
  requirePermission(context, "system_email:read");
  if (!mailFailureCodeSchema.safeParse(failure.code).success) return null;
  const failed = { systemEmailId, half: "outgoing_smtp", at: systemClock() } as const;
  const facts = await inTenant(context, (db) => readFailureFacts(db, failed));
  return facts === null ? null : diagnoseMailFailure({ failure }, facts);
}
