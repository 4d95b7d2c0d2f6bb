import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { DiagnosisContext } from "@/lib/diagnosis/schema";
import type { Failure } from "@/lib/errors";
import { callbackEndpoint } from "@/lib/grant/provider-client";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { type DiagnosisFacts, readDiagnosisFacts } from "@/lib/verification/read-diagnosis-facts";
import { diagnoseSomewhere, type PlacedDiagnosis } from "./diagnose-somewhere";
import type { MessageInput } from "./message-schema";
import { takeDiagnosisTurn } from "./take-diagnosis-turn";

/**
 * Explains what another program said, with the values of a System Email filled in where one is named, and else with
 * those of the text. Stage and provider are found out where they are left open. Steps speak of Mailgrant only where a
 * System Email is named and the text is not about another app. Nothing is kept: no text, no Diagnosis.
 */
export async function diagnoseMessage(
  context: TenantContext,
  { raw, stage, provider, systemEmailId }: Omit<MessageInput, "leftOutCharacters">,
): Promise<Result<PlacedDiagnosis, Failure<"not_found" | "rate_limited">>> {
  requirePermission(context, "system_email:read");
  const waitSeconds = await takeDiagnosisTurn(context, raw);
  if (waitSeconds > 0)
    return fail({
      code: "rate_limited",
      message: `Too much to diagnose at once. Try again in ${waitSeconds} seconds.`,
    });
  const known = systemEmailId === null ? null : await readHalves(context, systemEmailId);
  if (known !== null && known.remote_mailbox === null)
    return fail({ code: "not_found", message: "There is no such System Email." });
  const own: DiagnosisContext = known === null ? {} : { callbackEndpoint: callbackEndpoint() };
  const placed = diagnoseSomewhere(
    raw,
    { stage, provider: provider ?? known?.remote_mailbox?.provider ?? null },
    (at) => ({ ...own, ...known?.[at === "smtp" ? "outgoing_smtp" : "remote_mailbox"]?.context }),
    known === null ? "foreign" : "told",
  );
  return succeed(placed);
}

/** The values of both halves, without what our own checks found: the text may be of another time. */
async function readHalves(context: TenantContext, systemEmailId: string): Promise<Record<Half, DiagnosisFacts | null>> {
  return inTenant(context, async (db) => ({
    remote_mailbox: await readDiagnosisFacts(db, { systemEmailId, half: "remote_mailbox" }),
    outgoing_smtp: await readDiagnosisFacts(db, { systemEmailId, half: "outgoing_smtp" }),
  }));
}
