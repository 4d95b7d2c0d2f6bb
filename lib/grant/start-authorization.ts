import { randomUUID } from "node:crypto";
import { sha256 } from "@/lib/crypto/hash";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { AuthorizerContext } from "@/lib/tenancy/context";
import { authorizerOf } from "./authorizer";
import { type BeginFailure, beginAuthorization } from "./begin-authorization";

/** Where to send the browser: to the provider, or to the outcome that says why nobody could be sent there. */
export type Departure = { kind: "provider"; providerUrl: URL } | { kind: "refused"; outcomeId: string };

export type AuthorizationRequest = { systemEmailId: string; half: Half; idpConfigId: string; sessionId: string };

/**
 * Begins an authorization for the OAuth2 dialog. A failure that is known before anybody left is kept as an outcome
 * like those that come back, so that the dialog tells both in the same way.
 */
export async function startAuthorization(
  context: AuthorizerContext,
  request: AuthorizationRequest,
): Promise<Result<Departure, Failure<"not_found">>> {
  const begun = await beginAuthorization(context, request);
  if (begun.ok) return succeed({ kind: "provider", providerUrl: begun.value.providerUrl });
  const { failure } = begun;
  if (failure.code === "not_found") return fail({ code: "not_found", message: failure.message });
  return succeed({ kind: "refused", outcomeId: await keepFailure(context, request, failure) });
}

async function keepFailure(
  context: AuthorizerContext,
  { systemEmailId, half, idpConfigId }: AuthorizationRequest,
  failure: BeginFailure,
): Promise<string> {
  return inTenant(context, async (db) => {
    const { address } = await db.systemEmail.findUniqueOrThrow({
      where: { id: systemEmailId },
      select: { address: true },
    });
    const { id } = await db.authorizationOutcome.create({
      data: {
        tenantId: context.tenantId,
        systemEmailId,
        half,
        ...authorizerOf(context.actor),
        // No state was given out, so that this one is nobody's.
        stateHash: sha256(randomUUID()),
        result: "failed",
        failureCode: failure.code,
        facts: { ...failure.facts, message: failure.message, address, idpConfigId },
      },
      select: { id: true },
    });
    return id;
  });
}
