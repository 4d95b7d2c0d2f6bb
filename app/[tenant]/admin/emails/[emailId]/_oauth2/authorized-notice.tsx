import { requireSystemEmail } from "@/app/_server/require-system-email";
import { AuthorizationBanner } from "@/components/grant/authorization-banner";
import { getAuthorizationOutcome } from "@/lib/grant/get-authorization-outcome";
import { getGrant } from "@/lib/grant/get-grant";
import { type Half, rowIdSchema } from "@/lib/system-email/schema";
import { type DialogPlace, dialogHref, tabHref } from "./dialog-hrefs";
import type { DialogTabProps } from "./read-dialog";

/** On a half's tab, the green banner for `?outcome` of an authorization that succeeded there; otherwise nothing. */
export async function AuthorizedNotice({ params, searchParams, half }: DialogTabProps & { half: Half }) {
  const outcomeId = rowIdSchema.safeParse((await searchParams).outcome);
  const { tenant, emailId } = await params;
  const { context, email } = await requireSystemEmail(tenant, emailId);
  if (!outcomeId.success) return null;
  const question = { systemEmailId: email.id, half };
  const outcome = await getAuthorizationOutcome(context, { ...question, outcomeId: outcomeId.data });
  const grant = await getGrant(context, question);
  if (!outcome?.isAuthorized || grant === null) return null;
  const place: DialogPlace = { tenant: context.slug, emailId: email.id, half };
  return (
    <AuthorizationBanner
      address={email.address}
      resourceOwner={grant.resourceOwner}
      tokenHref={dialogHref(place, "token")}
      verifyHref={`${tabHref(place)}#verification`}
    />
  );
}
