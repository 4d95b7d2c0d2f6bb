import { SendLinkForm } from "@/components/grant/send-link-form";
import { InfoForm } from "@/components/idp-config/info-form";
import { getIdpConfig } from "@/lib/idp-config/get-idp-config";
import type { Half } from "@/lib/system-email/schema";
import { mayDo } from "@/lib/tenancy/require-permission";
import { makeLink, saveInfoTab } from "./actions";
import { type DialogTabProps, readDialog } from "./read-dialog";

/** The Info tab of a half's OAuth2 dialog. */
export async function InfoTab({ params, half }: DialogTabProps & { half: Half }) {
  const { context, email, place, idpConfigId, strictMatching } = await readDialog(params, half);
  const config = idpConfigId === null ? null : await getIdpConfig(context, idpConfigId);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
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
      />
      {config?.enabled && mayDo(context, "grant:write") && (
        <SendLinkForm
          action={makeLink.bind(null, { ...place, idpConfigId: config.id })}
          address={email.address}
          idpConfigName={config.name}
          timeZone={context.timeZone}
        />
      )}
    </div>
  );
}
