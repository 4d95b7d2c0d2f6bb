import type { Database } from "@/lib/db/client";
import type { AuthorizationDiagnosis } from "@/lib/diagnosis/explain-authorization-failure";
import { explainerOf } from "./explainer-of";
import { authorizationFactsSchema } from "./get-authorization-outcome";

/** When the authorization of this outcome failed, and why, by the words of today. Call it within the tenant. */
export async function explainFailedAuthorization(
  db: Database,
  outcomeId: string,
): Promise<{ at: Date; diagnosis: AuthorizationDiagnosis }> {
  const { failureCode, idpConfigId, facts, createdAt } = await db.authorizationOutcome.findUniqueOrThrow({
    where: { id: outcomeId },
  });
  const { explain } = await explainerOf(db, { idpConfigId, facts: authorizationFactsSchema.parse(facts) });
  return { at: createdAt, diagnosis: explain(failureCode ?? "provider_refused") };
}
