import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import { explainFailedAuthorization } from "@/lib/grant/explain-failed-authorization";
import { halfKey, readHalfStates } from "@/lib/system-email/read-half-states";
import type { WorkerContext } from "./authenticate-worker";
import type { Refused } from "./explain-obstacle";
import { toProblemDiagnosis } from "./problem-contract";

/**
 * Says of mailboxes without a Grant that counts, by their row ids, why their last authorization failed, where the next one
 * would meet the same; else their refusals stay as they are. The provider's own words are left out of what is told.
 */
export async function tellFailedAuthorizations(
  context: WorkerContext,
  refusals: ReadonlyMap<string, Refused & { servingHalf: Half }>,
): Promise<Map<string, Refused>> {
  if (refusals.size === 0) return new Map();
  return inTenant(context, async (db) => {
    const states = await readHalfStates(db, [...refusals.keys()]);
    const told = new Map<string, Refused>();
    for (const [rowId, refused] of refusals) {
      const id = states.get(halfKey(rowId, refused.servingHalf))?.failedAuthorizationId ?? null;
      if (id === null) continue;
      const { diagnosis } = await explainFailedAuthorization(db, id);
      const { failure } = refused;
      const of = failure.facts?.address === undefined ? "" : ` of ${failure.facts.address}`;
      const message = `The last authorization${of} failed: ${diagnosis.title}.`;
      told.set(rowId, { ...refused, failure: { ...failure, message, diagnosis: toProblemDiagnosis(diagnosis) } });
    }
    return told;
  });
}
