import type { Database } from "@/lib/db/client";
import type { Failure } from "@/lib/errors";
import { linkIdpConfig } from "@/lib/idp-config/choose-idp-config";
import { writeOAuth2Info } from "@/lib/idp-config/save-oauth2-info";
import type { ChangeMailbox, ManagedMailbox } from "@/lib/mail-worker/manage-mailbox-contract";
import { fail, type Result, succeed } from "@/lib/result";
import { writeAccount } from "@/lib/system-email/save-account";
import { writeOutgoingSmtp } from "@/lib/system-email/save-outgoing-smtp";
import { writeRemoteMailbox } from "@/lib/system-email/save-remote-mailbox";
import type { Half } from "@/lib/system-email/schema";
import type { TenantContext } from "@/lib/tenancy/context";
import { mayDo } from "@/lib/tenancy/require-permission";
import { layOverMailbox } from "./lay-over-mailbox";
import { tellFailure, tellFields } from "./parse-fields";

export type WriteMailboxFailure = Failure<"invalid_request" | "conflict" | "not_found" | "forbidden_scope">;

/**
 * Writes a change of a mailbox by the use cases of the forms, one after the other. All of it is judged first; what
 * only a use case can judge fails in the middle, so the caller's transaction has to be one that is undone then.
 */
export async function writeMailboxParts(
  db: Database,
  context: TenantContext,
  stored: ManagedMailbox,
  change: ChangeMailbox,
): Promise<Result<null, WriteMailboxFailure>> {
  const laidOver = layOverMailbox(stored, change);
  if (!laidOver.ok) return laidOver;
  const { account, incoming, outgoing } = laidOver.value;
  if (!mayDo(context, "system_email:redirect") && (await redirectsSignIn(db, stored, change))) {
    return fail({
      code: "forbidden_scope",
      message:
        "This mailbox has a password or a Grant, and whoever chooses its server can read them there. A key that changes the host needs the scope credentials:read besides manage.",
    });
  }
  const isConfirmed = (word: string) => ({ isConfirmed: change.confirm.includes(word) });
  if (account !== null) {
    const written = await writeAccount(db, context, stored.id, account, isConfirmed("address"));
    if (!written.ok) return fail(tellFailure(written.failure));
  }
  if (incoming !== null) {
    const written = await writeRemoteMailbox(db, context, stored.id, incoming, isConfirmed("authentication"));
    if (!written.ok) return fail(tellFailure(written.failure));
  }
  if (outgoing !== null) {
    const written = await writeOutgoingSmtp(db, context, stored.id, outgoing, isConfirmed("authentication"));
    if (!written.ok) return fail(tellFailure(written.failure));
  }
  for (const half of ["remote_mailbox", "outgoing_smtp"] as const) {
    const own = half === "remote_mailbox" ? change.incoming : change.outgoing;
    const written =
      own === undefined ? succeed(null) : await writeOAuth2(db, context, stored.id, half, own, isConfirmed);
    if (!written.ok) return written;
  }
  return succeed(null);
}

/** Whether a password or a Grant that is there already would be sent to another host, one that the request names. */
async function redirectsSignIn(
  db: Database,
  stored: ManagedMailbox,
  { incoming, outgoing }: ChangeMailbox,
): Promise<boolean> {
  const isMoved = [
    [incoming?.host, stored.incoming.host],
    [outgoing?.host, stored.outgoing.host],
  ].some(([wanted, present]) => wanted !== undefined && wanted !== present);
  if (!isMoved) return false;
  if (stored.incoming.hasPassword || stored.outgoing.hasPassword) return true;
  return (await db.grant.count({ where: { systemEmailId: stored.id } })) > 0;
}

/** Strict Matching and the IdP Config of a half. */
async function writeOAuth2(
  db: Database,
  context: TenantContext,
  systemEmailId: string,
  half: Half,
  { strictMatching, idpConfigId }: { strictMatching?: boolean | undefined; idpConfigId?: string | undefined },
  isConfirmed: (word: string) => { isConfirmed: boolean },
): Promise<Result<null, WriteMailboxFailure>> {
  if (strictMatching !== undefined) {
    const info = { strictMatching, enabled: false, notes: "" };
    const written = await writeOAuth2Info(db, context, { systemEmailId, half }, info, isConfirmed("info"));
    if (!written.ok) return fail(tellFailure(written.failure));
  }
  if (idpConfigId === undefined) return succeed(null);
  const linked = await linkIdpConfig(db, context, { systemEmailId, half, idpConfigId });
  if (!linked.ok) {
    // The mailbox is there, so that what is missing is the IdP Config that the request names.
    const field = half === "remote_mailbox" ? "incoming.idpConfigId" : "outgoing.idpConfigId";
    if (linked.failure.code === "not_found") {
      return fail({ code: "invalid_request", ...tellFields([{ field, message: "There is no such IdP Config." }]) });
    }
    return fail({ code: "conflict", message: `${field}: ${linked.failure.message}` });
  }
  if (linked.value.isLinked) return succeed(null);
  return fail({
    code: "conflict",
    message:
      "The half works with a Grant of another IdP Config. Make an authorization link with the new one: the authorization that succeeds makes the change.",
  });
}
