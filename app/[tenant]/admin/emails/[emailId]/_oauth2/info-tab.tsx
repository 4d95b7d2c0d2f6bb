import { LiveLinks } from "@/components/grant/live-links";
import { SendLinkForm } from "@/components/grant/send-link-form";
import { WithdrawLinkDialog } from "@/components/grant/withdraw-link-dialog";
import { InfoForm } from "@/components/idp-config/info-form";
import { Banner } from "@/components/ui/banner";
import { listAuthorizationLinks } from "@/lib/grant/list-authorization-links";
import { getIdpConfig } from "@/lib/idp-config/get-idp-config";
import type { Half } from "@/lib/system-email/schema";
import { mayDo } from "@/lib/tenancy/require-permission";
import { makeLink, saveInfoTab, withdrawLink } from "./actions";
import { dialogHref } from "./dialog-hrefs";
import { type DialogTabProps, readDialog } from "./read-dialog";

/** The Info tab of a half's OAuth2 dialog; `?withdraw` asks before the link of that id is withdrawn. */
export async function InfoTab({ params, searchParams, half }: DialogTabProps & { half: Half }) {
  const { context, email, place, idpConfigId, strictMatching } = await readDialog(params, half);
  const { remoteMailbox, outgoingSmtp } = email.revisions;
  // Strict Matching is the half's own; the rest belongs to the IdP Config.
  const ownRevision = half === "remote_mailbox" ? remoteMailbox : outgoingSmtp;
  const config = idpConfigId === null ? null : await getIdpConfig(context, idpConfigId);
  const links = (await listAuthorizationLinks(context, { systemEmailId: email.id, half })) ?? [];
  const query = await searchParams;
  const isWriter = mayDo(context, "grant:write");
  const href = dialogHref(place, "info");
  const asked = isWriter ? links.find(({ id }) => id === query.withdraw) : undefined;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      {query.withdrawn !== undefined && (
        <Banner tone="success" title="The link was withdrawn">
          Nobody can use it any more.
        </Banner>
      )}
      <InfoForm
        action={saveInfoTab.bind(null, place)}
        address={email.address}
        isShared={email.mailboxType === "shared"}
        strictMatching={strictMatching}
        idpConfig={
          config && {
            name: config.name,
            enabled: config.enabled,
            notes: config.notes,
            servedEmails: new Set(config.usedBy.map(({ id }) => id)).size,
          }
        }
        isReadOnly={!mayDo(context, "idp_config:write")}
        stashKey={`oauth2-info:${email.id}:${half}`}
        revision={[ownRevision, config?.revision].filter(Boolean).join(" ")}
      />
      {config?.enabled && isWriter && (
        <SendLinkForm
          action={makeLink.bind(null, { ...place, idpConfigId: config.id })}
          address={email.address}
          idpConfigName={config.name}
          timeZone={context.timeZone}
        />
      )}
      {links.length > 0 && (
        <LiveLinks
          links={links}
          timeZone={context.timeZone}
          withdrawHref={isWriter ? (linkId) => `${href}?withdraw=${linkId}` : null}
        />
      )}
      {asked && (
        <WithdrawLinkDialog
          action={withdrawLink.bind(null, { ...place, linkId: asked.id })}
          address={email.address}
          createdByLabel={asked.createdByLabel}
          closeHref={href}
        />
      )}
    </div>
  );
}
