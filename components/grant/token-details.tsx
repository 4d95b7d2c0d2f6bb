import type { ReactNode } from "react";
import { WillDieOn } from "@/components/grant/will-die-on";
import { Banner } from "@/components/ui/banner";
import { Countdown } from "@/components/ui/countdown";
import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { type Status, StatusBadge } from "@/components/ui/status-badge";
import type { GrantView } from "@/lib/grant/get-grant";

/** A failure's sentence and, apart, the provider's own words. */
type ToldFailure = { sentence: string; words: string | null };

type TokenDetailsProps = {
  grant: GrantView;
  /** What the grant's standing and its last failure say. */
  told: { standing: ToldFailure | null; lastFailure: ToldFailure | null };
  /** The provider refuses the IdP Config, so that no token is renewed. */
  isConfigRefused: boolean;
  /** Why mail servers refuse the access token that is stored, each in a sentence. */
  problems: readonly string[];
  /** Where the IdP Config asks for what the token lacks. */
  mendHref: string;
  /** The page of the IdP Config that issued the Grant. */
  idpConfigHref: string;
  timeZone: string;
};

/** All that is known of a Grant's tokens, and nothing of them. */
export function TokenDetails(props: TokenDetailsProps) {
  const { grant, told, isConfigRefused, problems, mendHref, idpConfigHref, timeZone } = props;
  const time = (at: Date) => <RelativeTime at={at} timeZone={timeZone} isExactShown />;
  const { lastFailure } = grant;
  const isSame = lastFailure?.detail === grant.standing?.message;
  const status = statusOf(grant, { isConfigRefused, isUnfit: problems.length > 0 });
  const rows: [string, ReactNode][] = [
    [
      "Status",
      <StatusBadge key="status" status={status}>
        {statusNotes[status]}
      </StatusBadge>,
    ],
    ["Resource Owner", <Mono key="owner">{grant.resourceOwner}</Mono>],
    [
      "Authorized by",
      <span key="by">
        {grant.authorizedByEmail}, {time(grant.authorizedAt)}
      </span>,
    ],
    ...(grant.standing === null
      ? [
          [
            "Will die on",
            <WillDieOn key="end" forecast={grant.willDieOn} idpConfigHref={idpConfigHref} timeZone={timeZone} />,
          ] satisfies [string, ReactNode],
        ]
      : []),
    ["IdP Config", grant.idpConfig.name],
    ["Config Signature", grant.isConfigSignatureCurrent ? "Current" : "Changed since it was authorized"],
    ["Access token", <Masked key="access" />],
    ["Issued", time(grant.issuedAt)],
    [
      "Expires",
      <Countdown key="expires" to={grant.expiresAt} timeZone={timeZone} elapsed="expired; renewed at its next use" />,
    ],
    ["Last refreshed", grant.lastRefreshedAt === null ? "Not yet" : time(grant.lastRefreshedAt)],
    [
      "Next refresh",
      isConfigRefused ? (
        "By itself once the provider accepts the IdP Config again"
      ) : grant.refreshDueAt === null ? (
        "None by itself"
      ) : (
        <span key="due">
          by itself <Countdown to={grant.refreshDueAt} timeZone={timeZone} elapsed="now" />, sooner if a worker needs it
        </span>
      ),
    ],
    [
      "Last read",
      grant.lastReadAt === null ? (
        "No Mail Worker has read it yet"
      ) : (
        <span key="read">by a Mail Worker {time(grant.lastReadAt)}</span>
      ),
    ],
    [
      "Refresh token",
      <span key="refresh">
        <Masked /> {grant.refreshTokenIssuedAt > grant.authorizedAt ? "last rotated" : "received"}{" "}
        {time(grant.refreshTokenIssuedAt)}
      </span>,
    ],
    [
      "Audience",
      grant.audience === null ? "Not readable: the token is opaque" : <Mono key="audience">{grant.audience}</Mono>,
    ],
    [
      "Scopes",
      <ul key="scopes">
        {grant.scopes.map((scope) => (
          <li key={scope}>
            <Mono>{scope}</Mono>
          </li>
        ))}
      </ul>,
    ],
  ];
  return (
    <div className="grid gap-4">
      {grant.standing && told.standing && (
        <Banner tone="warning" title={standingTitles[grant.standing.code]}>
          <Told {...told.standing} />
          {lastFailure && isSame && <p className="mt-1.5 text-xs text-ink-muted">{time(lastFailure.at)}</p>}
        </Banner>
      )}
      {problems.length > 0 && (
        <Banner
          tone="danger"
          title="Mail servers refuse this token"
          actions={
            <LinkButton href={mendHref} scroll={false} size="small">
              Open IdP Config
            </LinkButton>
          }
        >
          <ul className="grid gap-1">
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
          <p className="mt-1.5">
            Refreshing brings the same again. Correct Scopes and Directory (tenant) ID in the IdP Config, then press
            Submit.
          </p>
        </Banner>
      )}
      {lastFailure && told.lastFailure && !isSame && (
        <Banner tone="warning" title="The last refresh failed">
          <Told {...told.lastFailure} /> {time(lastFailure.at)}.
          {lastFailure.nextAttemptAt && (
            <>
              {" "}
              The next attempt may be made{" "}
              <Countdown to={lastFailure.nextAttemptAt} timeZone={timeZone} elapsed="now" />.
            </>
          )}
        </Banner>
      )}
      <dl className="divide-y rounded-md border">
        {rows.map(([label, value]) => (
          <div key={label} className="grid gap-x-4 gap-y-0.5 px-4 py-2 sm:grid-cols-[10rem_minmax(0,1fr)]">
            <dt className="text-ink-muted">{label}</dt>
            <dd className="min-w-0 wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const standingTitles = {
  needs_authorization: "Nobody has authorized this mailbox yet",
  needs_reauthorization: "The mailbox has to be authorized again",
  idp_config_disabled: "The IdP Config is disabled",
};

const statusNotes: Partial<Record<Status, string>> = {
  healthy: "renews by itself",
  broken: "renews by itself, and no mail server takes it",
  degraded: "the token of before is used while it lasts",
  needs_reauthorization: "mail workers get no token",
  disabled: "mail workers get no token",
};

function statusOf(
  { standing, lastFailure }: GrantView,
  { isConfigRefused, isUnfit }: { isConfigRefused: boolean; isUnfit: boolean },
): Status {
  if (standing?.code === "idp_config_disabled") return "disabled";
  if (standing !== null) return "needs_reauthorization";
  if (isUnfit) return "broken";
  return lastFailure === null && !isConfigRefused ? "healthy" : "degraded";
}

function Told({ sentence, words }: ToldFailure) {
  return (
    <>
      {sentence}
      {words && (
        <span className="my-1.5 block font-mono text-xs select-all">
          <span className="sr-only">The provider said: </span>
          {words}
        </span>
      )}
    </>
  );
}

function Mono({ children }: { children: ReactNode }) {
  return <span className="font-mono">{children}</span>;
}

/** The same for every token: neither its length nor a character of it. */
function Masked() {
  return (
    <span className="font-mono">
      <span aria-hidden>••••</span>
      <span className="sr-only">stored</span>
    </span>
  );
}
