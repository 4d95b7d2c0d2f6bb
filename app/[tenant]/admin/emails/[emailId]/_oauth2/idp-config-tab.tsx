import { z } from "zod";
import { ChooseIdpConfig } from "@/components/idp-config/choose-idp-config";
import { IdpConfigForm } from "@/components/idp-config/idp-config-form";
import { suggestName, valuesOfPreset } from "@/components/idp-config/idp-config-values";
import { PortalGuide } from "@/components/idp-config/portal-guide";
import { describeSecret } from "@/components/idp-config/secret-expiry";
import { CopyField } from "@/components/ui/copy-field";
import { explainAuthorization } from "@/lib/grant/explain-authorization";
import { callbackEndpoint } from "@/lib/grant/provider-client";
import { textFields } from "@/lib/idp-config/form-fields";
import { getIdpConfig } from "@/lib/idp-config/get-idp-config";
import { listIdpConfigs } from "@/lib/idp-config/list-idp-configs";
import { listRefusals } from "@/lib/idp-config/list-refusals";
import { entraPermissions, portalGuides, suggestedAppName } from "@/lib/providers/portal-steps";
import { presets } from "@/lib/providers/presets";
import { type Half, rowIdSchema } from "@/lib/system-email/schema";
import { mayDo } from "@/lib/tenancy/require-permission";
import { submitIdpConfigTab } from "./actions";
import { dialogHref, tabHref } from "./dialog-hrefs";
import { IdpConfigNotices } from "./idp-config-notices";
import { type DialogTabProps, readDialog } from "./read-dialog";

// What does not parse is as good as absent: these only choose what is shown.
const querySchema = z.object({
  config: z
    .union([z.literal("new"), rowIdSchema])
    .optional()
    .catch(undefined),
  outcome: rowIdSchema.optional().catch(undefined),
  replayed: z.literal("1").optional().catch(undefined),
  saved: z.literal("1").optional().catch(undefined),
  revoked: z.enum(["revoked", "not_offered", "failed"]).optional().catch(undefined),
});

/** The IdP Config tab of a half's OAuth2 dialog; back from the provider with a failure it tells that too. */
export async function IdpConfigTab({ params, searchParams, half }: DialogTabProps & { half: Half }) {
  const { context, email, place, provider, idpConfigId, grant } = await readDialog(params, half);
  const query = querySchema.parse(await searchParams);
  const choices = await listIdpConfigs(context, { provider });
  // Whoever comes later is told of the failure too, as long as it is what the next attempt would meet.
  const outcomeId =
    query.outcome ?? (half === "remote_mailbox" ? email.incoming : email.outgoing).failedAuthorizationId;
  const told =
    outcomeId === null
      ? null
      : await explainAuthorization(context, {
          outcomeId,
          systemEmailId: email.id,
          half,
          isReplay: query.replayed !== undefined,
        });
  const isOfOther = query.outcome === undefined && query.config !== undefined && query.config !== told?.idpConfigId;
  const ended = isOfOther ? null : told;
  const wantedId = query.config ?? ended?.idpConfigId ?? idpConfigId ?? "new";
  const config = choices.some(({ id }) => id === wantedId) ? await getIdpConfig(context, wantedId) : null;
  const [refusal] = config === null ? [] : await listRefusals(context, { idpConfigId: config.id });
  const isReadOnly = !mayDo(context, "idp_config:write");
  const names = choices.map(({ name }) => name);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <IdpConfigNotices
          context={context}
          address={email.address}
          provider={provider}
          ended={ended}
          grant={grant}
          config={config}
          refusal={refusal}
          linkedIdpConfigId={idpConfigId}
          isSaved={query.saved !== undefined}
          revoked={query.revoked}
        />
        <CopyField
          id="callbackEndpoint"
          label="Callback Endpoint"
          value={callbackEndpoint()}
          hint="Register it at the provider as the redirect URI, character for character. If the provider’s own page says that the redirect URI does not match (AADSTS50011 at Microsoft), this is what to compare."
        />
        {choices.length > 0 && !isReadOnly && (
          <ChooseIdpConfig
            href={dialogHref(place, "idp-config")}
            choices={choices.map(({ id, name }) => ({
              id,
              label: id === idpConfigId ? `${name} (used here now)` : name,
            }))}
            chosenId={config?.id ?? ""}
          />
        )}
        <IdpConfigForm
          key={config?.id ?? "new"}
          provider={provider}
          action={submitIdpConfigTab.bind(null, place)}
          idpConfigId={config?.id ?? ""}
          values={
            config === null
              ? valuesOfPreset(provider, suggestName(provider, email.address, names))
              : textFields(config, config.clientCredentials[0])
          }
          savedSecret={describeSecret(config?.clientCredentials ?? [])}
          isReadOnly={isReadOnly}
          cancelHref={tabHref(place)}
          stashKey={`idp-config:${email.id}:${half}:${config?.id ?? "new"}`}
          revision={config?.revision}
        />
      </div>
      <PortalGuide
        guide={portalGuides[provider]}
        copies={{
          callbackEndpoint: [callbackEndpoint()],
          permissions: entraPermissions,
          appName: [suggestedAppName],
          scopes: presets[provider].scopes.map(({ scope }) => scope),
        }}
      />
    </div>
  );
}
