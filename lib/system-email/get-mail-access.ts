import type { OutgoingSmtp, RemoteMailbox, SystemEmail } from "@/lib/db/generated/client";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { type AccessTokenFailure, getAccessToken } from "@/lib/grant/get-access-token";
import type { ConnectionSettings, MailCredential } from "@/lib/mail/schema";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { chooseSaslUsername } from "./choose-sasl-username";
import { chooseSignIn, incomplete } from "./choose-sign-in";
import { basicPasswordPlace } from "./seal-basic-password";

/** All that it takes to reach the mail server of one half and to sign in there. */
export type MailAccess = {
  settings: ConnectionSettings;
  credential: MailCredential;
  /** Null where the half signs in without OAuth2. */
  token: { expiresAt: Date; scopes: string[] } | null;
};

export type MailAccessFailure = AccessTokenFailure | Failure<"invalid_request">;

type LoadedEmail = SystemEmail & { remoteMailbox: RemoteMailbox; outgoingSmtp: OutgoingSmtp };

/** A System Email with both halves, or null. */
export async function loadSystemEmail(context: TenantContext, systemEmailId: string): Promise<LoadedEmail | null> {
  const email = await inTenant(context, (db) =>
    db.systemEmail.findUnique({ where: { id: systemEmailId }, include: { remoteMailbox: true, outgoingSmtp: true } }),
  );
  if (email === null) return null;
  const { remoteMailbox, outgoingSmtp } = email;
  if (remoteMailbox === null || outgoingSmtp === null)
    throw new Error(`The System Email ${systemEmailId} lacks a half`);
  return { ...email, remoteMailbox, outgoingSmtp };
}

/**
 * The connection settings of one half with what to sign in with: for OAuth2 an access token valid for at least
 * `minValidSeconds` more. Fails as getAccessToken does, and with invalid_request where something is not filled in.
 */
export async function getMailAccess(
  context: TenantContext,
  email: LoadedEmail,
  { half, minValidSeconds }: { half: Half; minValidSeconds: number },
): Promise<Result<MailAccess, MailAccessFailure>> {
  const { host, port, security } = half === "remote_mailbox" ? email.remoteMailbox : email.outgoingSmtp;
  const settings = { host, port, security };
  if (host === "") return fail(incomplete.host);
  const signIn = chooseSignIn(half, {
    incoming: email.remoteMailbox.authentication,
    outgoing: email.outgoingSmtp.authentication,
  });
  if (signIn.kind === "none") return succeed({ settings, credential: { mechanism: "NONE" }, token: null });
  const { servingHalf } = signIn;
  if (signIn.kind === "basic") {
    const credential = await readBasicCredential(context, email, servingHalf);
    return credential.ok ? succeed({ settings, credential: credential.value, token: null }) : credential;
  }
  const token = await getAccessToken(context, { systemEmailId: email.id, half: servingHalf, minValidSeconds });
  if (!token.ok) return token;
  const { accessToken, expiresAt, scopes, resourceOwner } = token.value;
  const { mailboxType, address } = email;
  const username = chooseSaslUsername({ half, mailboxType, address, resourceOwner });
  return succeed({
    settings,
    credential: { mechanism: "XOAUTH2", username, accessToken },
    token: { expiresAt, scopes },
  });
}

async function readBasicCredential(
  context: TenantContext,
  email: LoadedEmail,
  half: Half,
): Promise<Result<MailCredential, Failure<"invalid_request">>> {
  const { basicUsername, basicPasswordSealed } = half === "remote_mailbox" ? email.remoteMailbox : email.outgoingSmtp;
  if (basicPasswordSealed === null) return fail(incomplete.basicPassword);
  const vault = await inTenant(context, (db) => openVault(db, context));
  const password = vault.open(basicPasswordSealed, basicPasswordPlace(half, email.id));
  return succeed({ mechanism: "PLAIN", username: basicUsername || email.address, password });
}
