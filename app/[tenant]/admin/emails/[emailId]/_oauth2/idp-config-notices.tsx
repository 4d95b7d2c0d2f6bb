import { AuthorizationFailure } from "@/components/grant/authorization-failure";
import { RevocationBanner } from "@/components/grant/revocation-banner";
import { RefusalBanner } from "@/components/idp-config/refusal-banner";
import { Banner } from "@/components/ui/banner";
import type { ExplainedAuthorization } from "@/lib/grant/explain-authorization";
import type { GrantView } from "@/lib/grant/get-grant";
import { splitProviderWords } from "@/lib/grant/refresh-failure";
import type { RevokedGrant } from "@/lib/grant/revoke-grants";
import type { IdpConfigView } from "@/lib/idp-config/get-idp-config";
import type { Refusal } from "@/lib/idp-config/list-refusals";
import type { ProviderName } from "@/lib/providers/presets";
import type { UserContext } from "@/lib/tenancy/context";
import { mayDo } from "@/lib/tenancy/require-permission";

type IdpConfigNoticesProps = {
  context: UserContext;
  address: string;
  provider: ProviderName;
  ended: ExplainedAuthorization | null;
  grant: GrantView | null;
  config: IdpConfigView | null;
  refusal: Refusal | undefined;
  linkedIdpConfigId: string | null;
  isSaved: boolean;
  revoked: RevokedGrant["atProvider"] | undefined;
};

/** What is to be known before the form is filled in: how an authorization ended, and what a change touches. */
export function IdpConfigNotices(props: IdpConfigNoticesProps) {
  const { context, address, provider, ended, grant, config, refusal, linkedIdpConfigId, isSaved, revoked } = props;
  const isOther = grant !== null && grant.standing === null && config?.id !== linkedIdpConfigId;
  const others = config === null ? 0 : new Set(config.usedBy.map(({ address: used }) => used)).size;
  return (
    <>
      {isSaved && <Banner tone="success" title="Saved, not authorized yet" />}
      {revoked && <RevocationBanner atProvider={revoked} provider={provider} />}
      {ended && <Ending ended={ended} address={address} grant={grant} timeZone={context.timeZone} />}
      {refusal && !isToldTwice(ended, refusal) && (
        <RefusalBanner
          refusal={refusal}
          told={splitProviderWords(refusal.detail)}
          mendHref={`/${context.slug}/admin/identity-providers/${refusal.id}`}
          mayMend={mayDo(context, "idp_config:write")}
          timeZone={context.timeZone}
        />
      )}
      {isOther && (
        <Banner tone="info" title={`${address} goes on with “${grant.idpConfig.name}”`}>
          The present authorization keeps working until Submit with this IdP Config has succeeded.
        </Banner>
      )}
      {!config?.enabled && config !== null && (
        <Banner tone="warning" title="This IdP Config is disabled">
          Enable it on the Info tab before Submit.
        </Banner>
      )}
      {others > 1 && (
        <Banner tone="info" title={`This IdP Config serves ${others} System Emails`}>
          What is changed here is changed for all of them.
        </Banner>
      )}
    </>
  );
}

/** An authorization that found out first that the Client Secret is refused says all that there is, as long as nothing stops. */
function isToldTwice(ended: ExplainedAuthorization | null, { code, stoppedEmails }: Refusal): boolean {
  return stoppedEmails === 0 && ended?.failure?.cause === code;
}

function Ending({
  ended,
  address,
  grant,
  timeZone,
}: {
  ended: ExplainedAuthorization;
  address: string;
  grant: GrantView | null;
  timeZone: string;
}) {
  const { replay, failure, at } = ended;
  const goesOn = grant?.standing === null && (
    <p>The authorization of {grant.resourceOwner} from before is untouched and goes on working.</p>
  );
  if (replay !== null) {
    return (
      <AuthorizationFailure diagnosis={replay} at={at} timeZone={timeZone}>
        <p>
          <span className="font-medium">How it ended the first time:</span>{" "}
          {failure === null ? `${address} was authorized.` : `${failure.title}. ${failure.explanation}`}
        </p>
      </AuthorizationFailure>
    );
  }
  if (failure === null) return <Banner tone="success" title={`${address} was authorized`} />;
  return (
    <AuthorizationFailure diagnosis={failure} at={at} timeZone={timeZone}>
      {goesOn}
    </AuthorizationFailure>
  );
}
