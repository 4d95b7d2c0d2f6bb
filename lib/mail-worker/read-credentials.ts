import { secondsBetween, systemClock } from "@/lib/clock";
import type { MailCredential } from "@/lib/mail/schema";
import { fail, type Result, succeed } from "@/lib/result";
import {
  getMailAccess,
  loadSystemEmail,
  type MailAccess,
  type MailAccessFailure,
} from "@/lib/system-email/get-mail-access";
import { rowIdSchema } from "@/lib/system-email/schema";
import type { WorkerContext } from "./authenticate-worker";
import type { Credentials } from "./credentials-contract";

type Sasl = NonNullable<NonNullable<Credentials["outgoing"]>["sasl"]>;

/**
 * Settings and sign-in of a mailbox for a Mail Worker, with access tokens valid for at least `minValidSeconds`.
 * A mailbox that the key may not see is as unknown as one that does not exist.
 */
export async function readCredentials(
  context: WorkerContext,
  mailboxId: string,
  { minValidSeconds }: { minValidSeconds: number },
): Promise<Result<Credentials, MailAccessFailure>> {
  const notFound = fail({ code: "not_found" as const, message: "There is no such mailbox." });
  if (!rowIdSchema.safeParse(mailboxId).success) return notFound;
  if (context.systemEmailIds !== null && !context.systemEmailIds.includes(mailboxId)) return notFound;
  const email = await loadSystemEmail(context, mailboxId);
  if (email === null) return notFound;

  const { remoteMailbox, outgoingSmtp } = email;
  let incoming: MailAccess | null = null;
  if (remoteMailbox.status === "enabled") {
    const access = await getMailAccess(context, email, { half: "remote_mailbox", minValidSeconds });
    if (!access.ok) return access;
    incoming = access.value;
  }
  let outgoing: MailAccess | null = null;
  if (outgoingSmtp.status === "enabled") {
    const access = await getMailAccess(context, email, { half: "outgoing_smtp", minValidSeconds });
    if (!access.ok) return access;
    outgoing = access.value;
  }
  const incomingSasl = incoming === null ? null : revealSasl(incoming.credential);
  return succeed({
    mailbox: { id: email.id, address: email.address, type: email.mailboxType },
    configVersion: email.configVersion,
    incoming:
      incoming === null || incomingSasl === null
        ? null
        : { protocol: remoteMailbox.protocol, ...incoming.settings, folder: remoteMailbox.folder, sasl: incomingSasl },
    outgoing: outgoing && { ...outgoing.settings, sasl: revealSasl(outgoing.credential) },
    token: describeToken([incoming?.token ?? null, outgoing?.token ?? null]),
    fetch: {
      everyMinutes: remoteMailbox.fetchEveryMinutes,
      maxPerFetch: remoteMailbox.maxPerFetch,
      afterFetch:
        remoteMailbox.afterFetchAction === "archive"
          ? { action: "archive", folder: remoteMailbox.archiveFolder ?? "" }
          : { action: remoteMailbox.afterFetchAction },
    },
  });
}

function revealSasl(credential: MailCredential): Sasl | null {
  switch (credential.mechanism) {
    case "XOAUTH2":
      return { mechanism: "XOAUTH2", username: credential.username, accessToken: credential.accessToken.reveal() };
    case "PLAIN":
      return { mechanism: "PLAIN", username: credential.username, password: credential.password.reveal() };
    case "NONE":
      return null;
  }
}

/** Where the halves have tokens of their own, the worker has to come back when the first of them expires. */
function describeToken(tokens: (MailAccess["token"] | null)[]): Credentials["token"] {
  const given = tokens.filter((token) => token !== null);
  const [first] = given.toSorted((left, right) => left.expiresAt.getTime() - right.expiresAt.getTime());
  if (first === undefined) return null;
  return {
    expiresAt: first.expiresAt.toISOString(),
    validForSeconds: Math.max(0, secondsBetween(systemClock(), first.expiresAt)),
    scopes: [...new Set(given.flatMap(({ scopes }) => scopes))],
  };
}
