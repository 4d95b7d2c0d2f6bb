import { presets } from "@/lib/providers/presets";
import type { Verdict } from "./find-verdict";
import type { CauseSlug, DiagnosisContext, DiagnosisRequest } from "./schema";

type Known = Omit<DiagnosisRequest, "raw">;

/** Causes that a mail server's "no" to a sign-in leaves open, which the context may tell apart. */
const open: ReadonlySet<CauseSlug> = new Set<CauseSlug>([
  "xoauth2_token_rejected",
  "password_wrong",
  "basic_auth_disabled",
  "mailbox_access_denied",
]);

/**
 * What is known around the failure, applied to what the text alone allows: the claims of the token that was refused,
 * what the other protocols do with the same Grant, and whether it comes and goes. A text that settles its cause is left
 * as it is.
 */
export function sharpen(verdict: Verdict, request: Known): Verdict {
  const { context } = request;
  if (context === undefined || !open.has(verdict.cause)) return verdict;
  return (
    byHistory(verdict, context) ??
    bySignIn(verdict, request, context) ??
    byDelegate(verdict, request, context) ??
    byOtherProtocols(verdict, request, context) ??
    verdict
  );
}

/** A right that is missing is always missing. */
function byHistory(verdict: Verdict, { history }: DiagnosisContext): Verdict | undefined {
  const isRecent =
    (history?.lastHealthySecondsAgo ?? Number.POSITIVE_INFINITY) < 3600 && (history?.failedInRow ?? 99) < 3;
  if (verdict.cause !== "mailbox_access_denied" || !(history?.comesAndGoes === true || isRecent)) return undefined;
  return {
    cause: "throttled",
    confidence: history?.comesAndGoes === true ? 0.8 : 0.6,
    alternatives: ["mail_server_unavailable", "mailbox_access_denied"],
    evidence: [...verdict.evidence, "the history: it comes and goes, which a missing right does not"],
  };
}

function bySignIn(verdict: Verdict, { provider, stage }: Known, context: DiagnosisContext): Verdict | undefined {
  const { tokenClaims: claims, signsInBy, nowSeconds } = context;
  if (claims === undefined || signsInBy === "password") return undefined;
  const decide = (cause: CauseSlug, clue: string, confidence = 0.9): Verdict => ({
    cause,
    confidence,
    alternatives: ["xoauth2_token_rejected"],
    evidence: [...verdict.evidence, clue],
  });
  const { acceptedAudiences } = presets[provider];
  if (
    claims.aud !== undefined &&
    acceptedAudiences.length > 0 &&
    !acceptedAudiences.includes(claims.aud.replace(/\/$/, ""))
  )
    return decide("wrong_audience_scopes", `the token's aud is ${claims.aud}`);
  const permission = permissionOf(stage);
  const permissions = [...(claims.scp?.split(" ") ?? []), ...(claims.roles ?? [])].map(withoutResource);
  if (
    provider === "microsoft" &&
    permission !== undefined &&
    permissions.length > 0 &&
    !permissions.some((name) => permission.includes(name))
  )
    return decide("wrong_audience_scopes", `the token lacks ${permission.join(" or ")}`);
  if (claims.exp !== undefined && nowSeconds !== undefined && claims.exp < nowSeconds)
    return decide("access_token_expired", "the token's exp has passed");
  if (provider === "microsoft" && claims.roles !== undefined && claims.scp === undefined)
    return decide(
      "service_principal_missing",
      "the token is an app's own (roles, no scp), and it has the permission",
      0.8,
    );
  const { mailbox, mailboxType } = context;
  if (claims.upn !== undefined && mailbox !== undefined && mailboxType !== "shared" && !isSame(claims.upn, mailbox))
    return decide("mailbox_access_denied", `the token is ${claims.upn}'s, the mailbox is ${mailbox}`, 0.85);
  return undefined;
}

/**
 * Everything in the token fits, and it is somebody else's than the shared mailbox's: whether they may open that stands
 * in no token, so it is the first suspect. Who sends signs in as themselves.
 */
function byDelegate({ cause, evidence }: Verdict, { stage, provider }: Known, context: DiagnosisContext) {
  const { mailbox, mailboxType, tokenClaims, signsInBy } = context;
  const isReading = stage === "imap" || stage === "pop3";
  if (cause !== "xoauth2_token_rejected" || !isReading || provider === "google") return undefined;
  if (mailboxType !== "shared" || signsInBy === "password" || tokenClaims?.upn === undefined) return undefined;
  if (mailbox === undefined || isSame(tokenClaims.upn, mailbox)) return undefined;
  return {
    cause: "mailbox_access_denied",
    confidence: 0.75,
    alternatives: [stage === "imap" ? "imap_disabled" : "pop_disabled", "xoauth2_token_rejected"],
    evidence: [
      ...evidence,
      `all claims fit, and no claim shows whether ${tokenClaims.upn} may open the shared mailbox ${mailbox}`,
    ],
  } as const satisfies Verdict;
}

/** So many failures in a row are no accident. */
const lastingFrom = 3;

/**
 * What it means that the server hung up in place of an answer to a token. A token that does not fit is told as such.
 * One that fits and a connection that was closed in order is how Exchange answers for a mailbox that it does not have;
 * a connection that was reset, or a mailbox that was well within the hour, may be an accident, unless it lasts.
 */
export function judgeLostSignIn(
  request: Known,
  { isReset, evidence }: { isReset: boolean; evidence: string[] },
): Verdict {
  const { context = {} } = request;
  const refused: Verdict = { cause: "xoauth2_token_rejected", confidence: 0.5, alternatives: [], evidence };
  const misfit = bySignIn(refused, request, context);
  if (misfit !== undefined)
    return { ...misfit, confidence: 0.75, alternatives: ["mailbox_access_denied", "connection_reset"] };
  const { failedInRow = 1, lastHealthySecondsAgo = Number.POSITIVE_INFINITY } = context.history ?? {};
  const isLasting = failedInRow >= lastingFrom;
  const isAccident = isReset || lastHealthySecondsAgo < 3600 || context.tokenClaims === undefined;
  return isAccident && !isLasting
    ? {
        cause: "connection_reset",
        confidence: 0.6,
        alternatives: ["mailbox_access_denied", "xoauth2_token_rejected"],
        evidence,
      }
    : {
        cause: "mailbox_access_denied",
        confidence: 0.7,
        alternatives: ["connection_reset", "xoauth2_token_rejected"],
        evidence: [
          ...evidence,
          isLasting ? `it ended so ${failedInRow} times in a row` : "all claims of the token fit",
        ],
      };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The other protocol is let in by the same token, so the token is good and this protocol is what is refused. */
function byOtherProtocols(
  verdict: Verdict,
  { stage }: Known,
  { otherProtocols }: DiagnosisContext,
): Verdict | undefined {
  if (verdict.cause !== "xoauth2_token_rejected" || otherProtocols === undefined) return undefined;
  const isAnotherHealthy = Object.entries(otherProtocols).some(
    ([name, state]) => name !== stage && state === "healthy",
  );
  const cause = ({ imap: "imap_disabled", pop3: "pop_disabled", smtp: "smtp_auth_disabled_mailbox" } as const)[
    stage === "imap" || stage === "pop3" ? stage : "smtp"
  ];
  if (!isAnotherHealthy) return undefined;
  return {
    cause,
    confidence: 0.65,
    alternatives: ["wrong_audience_scopes", "xoauth2_token_rejected"],
    evidence: [...verdict.evidence, "another protocol takes the same Grant"],
  };
}

function permissionOf(stage: DiagnosisRequest["stage"]): readonly string[] | undefined {
  switch (stage) {
    case "imap":
      return ["IMAP.AccessAsUser.All", "IMAP.AccessAsApp", "full_access_as_app"];
    case "pop3":
      return ["POP.AccessAsUser.All", "POP.AccessAsApp"];
    case "smtp":
      return ["SMTP.Send", "SMTP.SendAsApp"];
    default:
      return undefined;
  }
}

function withoutResource(scope: string): string {
  return scope.slice(scope.lastIndexOf("/") + 1);
}
