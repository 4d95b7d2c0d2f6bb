import { redirect } from "next/navigation";
import { TokenActions } from "@/components/grant/token-actions";
import { TokenDetails } from "@/components/grant/token-details";
import { RefusalBanner } from "@/components/idp-config/refusal-banner";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { splitProviderWords } from "@/lib/grant/refresh-failure";
import { listRefusals } from "@/lib/idp-config/list-refusals";
import type { Half } from "@/lib/system-email/schema";
import { mayDo } from "@/lib/tenancy/require-permission";
import { reviewGrant } from "@/lib/verification/review-grant";
import { reauthorize, refreshToken, revokeGrant } from "./actions";
import { dialogHref } from "./dialog-hrefs";
import { type DialogTabProps, readDialog } from "./read-dialog";

/** The Token tab of a half's OAuth2 dialog; `?revoke` asks before the Grant is deleted. */
export async function TokenTab({ params, searchParams, half }: DialogTabProps & { half: Half }) {
  const { context, email, place, grant } = await readDialog(params, half);
  if (grant === null) redirect(dialogHref(place, "idp-config"));
  const href = dialogHref(place, "token");
  const isWriter = mayDo(context, "grant:write");
  const [refusal] = await listRefusals(context, { idpConfigId: grant.idpConfig.id });
  const idpConfigHref = `/${context.slug}/admin/identity-providers/${grant.idpConfig.id}`;
  const isRevoking = isWriter && (await searchParams).revoke !== undefined;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {refusal && (
        <RefusalBanner
          refusal={refusal}
          told={splitProviderWords(refusal.detail)}
          mendHref={idpConfigHref}
          mayMend={mayDo(context, "idp_config:write")}
          timeZone={context.timeZone}
        />
      )}
      <TokenDetails
        grant={grant}
        told={{
          standing: grant.standing && splitProviderWords(grant.standing.message),
          // What stops the whole IdP Config is told once.
          lastFailure:
            grant.lastFailure && grant.lastFailure.detail !== refusal?.detail
              ? splitProviderWords(grant.lastFailure.detail)
              : null,
        }}
        isConfigRefused={refusal !== undefined}
        problems={await reviewGrant(context, { systemEmailId: email.id, half })}
        mendHref={dialogHref(place, "idp-config")}
        idpConfigHref={idpConfigHref}
        timeZone={context.timeZone}
      />
      {isWriter && (
        <TokenActions
          refresh={refreshToken.bind(null, place)}
          reauthorize={reauthorize.bind(null, { ...place, idpConfigId: grant.idpConfig.id })}
          needsReauthorization={grant.standing?.code === "needs_reauthorization"}
          revokeHref={`${href}?revoke`}
        />
      )}
      {isRevoking && (
        <ConfirmDialog
          title={`Revoke the Grant of ${email.address}`}
          closeHref={href}
          action={revokeGrant.bind(null, place)}
          confirmLabel="Revoke and delete"
          consequences={describeConsequences(email.address, half, email.outgoingSmtp.authentication)}
        />
      )}
    </div>
  );
}

function describeConsequences(address: string, half: Half, outgoing: string): string[] {
  const again = `Somebody has to sign in at the provider again before ${address} works again.`;
  if (half === "outgoing_smtp") return [`Mail workers can no longer send as ${address}.`, again];
  return [
    `Mail workers can no longer fetch the mail of ${address}.`,
    ...(outgoing === "same_as_remote_mailbox"
      ? ["Sending stops too, because Outgoing (SMTP) is the same as the Remote Mailbox."]
      : []),
    again,
  ];
}
