import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import { findVisitedLink, type LinkFailure, type LinkVisit, unusable } from "./open-authorization-link";
import { type Departure, startAuthorization } from "./start-authorization";

/**
 * Begins an authorization for whoever has an Authorization Link, in a browser session of its own: only that session
 * can end it. A failure that is known before anybody left is kept as an outcome, as for the dialog.
 */
export async function startAuthorizationByLink(
  token: Secret,
  { sessionId, ...visit }: LinkVisit & { sessionId: string },
): Promise<Result<{ linkId: string; departure: Departure }, LinkFailure>> {
  const found = await findVisitedLink(token, visit);
  if (!found.ok) return found;
  const { link, isUsable } = found.value;
  if (!isUsable) return fail(unusable);
  const { id, context, systemEmailId, half, idpConfigId } = link;
  const departure = await startAuthorization(context, { systemEmailId, half, idpConfigId, sessionId });
  return departure.ok ? succeed({ linkId: id, departure: departure.value }) : fail(unusable);
}
