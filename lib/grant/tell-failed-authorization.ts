import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import { ownerLabels } from "@/lib/diagnosis/owner-words";
import { explainFailedAuthorization } from "./explain-failed-authorization";
import type { StandingFailure } from "./standing";

/**
 * Says of a half without a Grant that counts why its last authorization failed, where the next one would meet the same;
 * else gives the failure as it is. The fact `authorizationFailure` names the cause then. Call it within the tenant.
 */
export async function tellFailedAuthorization(
  db: Database,
  { systemEmailId, half }: { systemEmailId: string; half: Half },
  failure: StandingFailure,
): Promise<StandingFailure> {
  const [failed] = await db.$queryRaw<{ id: string }[]>`
    SELECT failed_authorization_id AS id FROM half_states
    WHERE tenant_id = current_tenant_id() AND system_email_id = ${systemEmailId}::uuid AND half::text = ${half}
      AND failed_authorization_id IS NOT NULL`;
  if (failed === undefined) return failure;
  const { cause, title, explanation, owner, steps } = (await explainFailedAuthorization(db, failed.id)).diagnosis;
  const sentences = [
    `The last authorization failed: ${title}.`,
    explanation,
    `Who can mend it: ${ownerLabels[owner]}.`,
    ...steps.slice(0, 1),
  ];
  return { ...failure, message: sentences.join(" "), facts: { ...failure.facts, authorizationFailure: cause } };
}
