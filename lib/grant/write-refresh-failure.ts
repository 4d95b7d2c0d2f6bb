import { recordAudit } from "@/lib/audit/record-audit";
import { addSeconds, systemClock } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { sureFrom } from "@/lib/diagnosis/confidence-schema";
import { diagnose } from "@/lib/diagnosis/diagnose";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import { recordEvent } from "@/lib/event/record-event";
import { noteRefusedCredentials } from "@/lib/idp-config/judge-client-credential";
import { lockIdpConfig } from "@/lib/idp-config/lock-idp-config";
import { judgeShortLived, noteShortLived } from "@/lib/idp-config/note-short-lived";
import { refuseIdpConfig } from "@/lib/idp-config/refuse-idp-config";
import { passProbeOn } from "@/lib/idp-config/take-probe";
import type { TenantContext } from "@/lib/tenancy/context";
import { countRefresh } from "./count-refresh";
import { pauseHost } from "./pause-host";
import { planRefresh } from "./plan-refresh";
import { classOfFailure, isConfigurationFailure, joinProviderWords, toRefreshFailureCode } from "./refresh-failure";
import type { LeasedGrant } from "./refreshable-grant";

/** The shortest and the longest rest after a transient failure, in seconds. */
const shortestRestSeconds = 5;
const longestRestSeconds = 3600;

export type FailureEnd =
  | "written"
  /** Somebody else holds the lease or has written since: what they find out is newer. */
  | "overtaken"
  /** The client secrets were changed while the provider was asked with those from before: ask again. */
  | "outdated_secrets";

/**
 * Writes how a refresh failed, if the caller still holds the lease, and ends it. What is for good ends the Grant,
 * what the IdP Config is to blame for stops all of its Grants, and everything else rests, longer each time.
 */
export async function writeRefreshFailure(
  context: TenantContext,
  grant: LeasedGrant,
  failure: Failure,
): Promise<FailureEnd> {
  const code = toRefreshFailureCode(failure.code);
  const { id, version, leaseOwner, idpConfig } = grant;
  return inTenant(context, async (db) => {
    // Whoever changes an IdP Config locks it first and its Grants then; the other way about two could wait for each other.
    await lockIdpConfig(db, idpConfig.id);
    const triedCredentialIds = grant.credentials.map((credential) => credential.id);
    if (isConfigurationFailure(code) && (await hasUntried(db, idpConfig.id, triedCredentialIds))) {
      await db.grant.updateMany({ where: { id, leaseOwner }, data: { leaseOwner: null, leaseUntil: null } });
      return "outdated_secrets";
    }
    const detail = explain(grant, failure);
    const cause = findCause(grant, failure);
    const { count } = await db.grant.updateMany({
      where: { id, version, leaseOwner },
      data: { ...describeFailure(grant, failure, detail), failureCause: cause, leaseOwner: null, leaseUntil: null },
    });
    if (count === 0) return "overtaken";
    await pauseWhereAsked(db, grant, failure);
    if (grant.failureCount === 0 || code === "needs_reauthorization") {
      await recordAudit(db, context, {
        action: "grant.refresh_failed",
        subject: { type: "system_email", id: grant.systemEmail.id, label: grant.systemEmail.address },
        details: { half: grant.half, code, reason: detail },
      });
    }
    if (code === "needs_reauthorization") await endGrant(db, context, grant, detail);
    if (isConfigurationFailure(code)) {
      if (code !== "idp_configuration") await noteRefusedCredentials(db, triedCredentialIds, systemClock());
      await refuseIdpConfig(db, context, { idpConfig, triedCredentialIds, grantId: id, code, cause, detail });
    }
    await countRefresh(db, context, classOfFailure(code) === "transient" ? "transient" : "permanent");
    return "written";
  });
}

/** Whether it is the host that wants a rest: HTTP 429 (RFC 6585 §4) and Retry-After (RFC 9110 §10.2.3) are not about one Grant. */
export function asksForPause({ code, facts }: Failure): boolean {
  return code === "provider_unavailable" && (facts?.httpStatus === "429" || facts?.retryAfterSeconds !== undefined);
}

function describeFailure(grant: LeasedGrant, failure: Failure, detail: string) {
  const now = systemClock();
  const code = toRefreshFailureCode(failure.code);
  const isFinal = code === "needs_reauthorization";
  const status = isFinal ? ("needs_reauthorization" as const) : grant.status;
  const nextAttemptAt = isFinal
    ? null
    : addSeconds(now, restSeconds(grant.failureCount, failure.facts?.retryAfterSeconds));
  return {
    ...(isFinal ? { status, version: { increment: 1 } } : {}),
    failureCode: code,
    failureDetail: detail,
    failedAt: now,
    failureCount: { increment: 1 },
    nextAttemptAt,
    refreshDueAt: planRefresh({ ...grant, status, nextAttemptAt }, now, environment().refresh, Math.random),
  };
}

/** Doubles from 5 seconds up to an hour, half of it at random so that many grants do not come back at once. */
function restSeconds(failureCount: number, asked: string | undefined): number {
  const step = Math.min(longestRestSeconds, shortestRestSeconds * 2 ** Math.min(failureCount, 10));
  return Math.max(Math.min(Number(asked ?? 0), longestRestSeconds), step / 2 + Math.random() * (step / 2));
}

/** Our sentence and the provider's words; where a refresh before this one was cut off, that too, since it may be the cause. */
function explain({ cutOffAt }: LeasedGrant, { code, message, facts }: Failure): string {
  const isLost = cutOffAt !== null && toRefreshFailureCode(code) === "needs_reauthorization";
  const cause = isLost
    ? ` A refresh that began at ${cutOffAt.toISOString()} was cut off before its answer could be stored, so the provider may hold the refresh token for used.`
    : "";
  return joinProviderWords(`${message}${cause}`, facts?.description);
}

/** What the diagnosis makes of what the provider said; null where it is not sure, so that the code stands alone. */
function findCause({ client: { provider } }: LeasedGrant, { message, facts }: Failure): string | null {
  const raw = [facts?.error, facts?.description, message].filter((text) => text !== undefined).join("\n");
  const { cause, confidence } = diagnose({ stage: "refresh", provider, raw });
  return cause === "unknown" || confidence < sureFrom ? null : cause;
}

async function hasUntried(db: Database, idpConfigId: string, tried: readonly string[]): Promise<boolean> {
  return (await db.clientCredential.count({ where: { idpConfigId, id: { notIn: [...tried] } } })) > 0;
}

async function pauseWhereAsked(db: Database, { host }: LeasedGrant, failure: Failure): Promise<void> {
  if (!asksForPause(failure)) return;
  const { facts } = failure;
  const seconds = facts?.retryAfterSeconds === undefined ? null : Number(facts.retryAfterSeconds);
  await pauseHost(db, host, { seconds, reason: `HTTP status ${facts?.httpStatus ?? "unknown"}` });
}

async function endGrant(db: Database, context: TenantContext, grant: LeasedGrant, detail: string): Promise<void> {
  const { client, authorizedAt, idpConfig, systemEmail, half } = grant;
  const facts = { authorizedAt, isEnded: true, refreshTokenExpiresInSeconds: null };
  if (client.provider === "google" && judgeShortLived(facts, systemClock()) === true) {
    await noteShortLived(db, idpConfig.id, true);
  }
  // That this refresh token is refused says nothing about the IdP Config.
  if (idpConfig.isRefused) await passProbeOn(db, idpConfig.id);
  await recordEvent(db, context, {
    type: "mailbox.needs_reauthorization",
    systemEmailId: systemEmail.id,
    data: { half, reason: detail },
  });
}
