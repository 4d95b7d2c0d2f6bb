import { z } from "zod";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

export type AuthorizationOutcome = {
  id: string;
  isAuthorized: boolean;
  failureCode: string | null;
  /** The IdP Config that was authorized with. */
  idpConfigId: string | null;
  /** What the failure's text is made from: addresses, the provider's code, description and correlation id. */
  facts: Record<string, string>;
  at: Date;
};

/** How an authorization of this half ended, or null when the id is of no such outcome. */
export async function getAuthorizationOutcome(
  context: TenantContext,
  { outcomeId, systemEmailId, half }: { outcomeId: string; systemEmailId: string; half: Half },
): Promise<AuthorizationOutcome | null> {
  const { actor } = context;
  // Whoever was sent a link reads how it went with that link, and nothing else.
  const own = actor.type === "authorization_link" ? { linkId: actor.id } : {};
  if (actor.type !== "authorization_link") requirePermission(context, "system_email:read");
  const outcome = await inTenant(context, (db) =>
    db.authorizationOutcome.findFirst({ where: { id: outcomeId, systemEmailId, half, ...own } }),
  );
  if (outcome === null) return null;
  const { idpConfigId = null, ...facts } = authorizationFactsSchema.parse(outcome.facts);
  return {
    id: outcome.id,
    isAuthorized: outcome.result === "authorized",
    failureCode: outcome.failureCode,
    idpConfigId,
    facts,
    at: outcome.createdAt,
  };
}

/** As `recordOutcome` keeps them. */
export const authorizationFactsSchema = z.record(z.string(), z.string());
