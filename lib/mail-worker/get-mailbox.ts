import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { explainFailedAuthorization } from "@/lib/grant/explain-failed-authorization";
import { fail, type Result, succeed } from "@/lib/result";
import { type HalfView, viewedFields, viewHalves } from "@/lib/system-email/view";
import type { WorkerContext } from "./authenticate-worker";
import { canSee } from "./can-see";
import type { MailboxSettings } from "./mailbox-contract";
import { toProblemDiagnosis } from "./problem-contract";

/** The settings of a mailbox, and how its halves stand; of secrets nothing. */
export async function getMailbox(
  context: WorkerContext,
  mailboxId: string,
): Promise<Result<MailboxSettings, Failure<"not_found">>> {
  const notFound = fail({ code: "not_found" as const, message: "There is no such mailbox." });
  const id = mailboxId.toLowerCase();
  if (!canSee(context, id)) return notFound;
  return inTenant(context, async (db) => {
    const email = await db.systemEmail.findUnique({ where: { id }, include: viewedFields });
    if (email === null || email.remoteMailbox === null || email.outgoingSmtp === null) return notFound;
    const { incoming, outgoing } = (await viewHalves(db, [email]))(id);
    const { remoteMailbox, outgoingSmtp } = email;
    const [ofIncoming, ofOutgoing] = [await findFailure(db, incoming), await findFailure(db, outgoing)];
    return succeed({
      id,
      address: email.address,
      name: email.name,
      type: email.mailboxType,
      configVersion: email.configVersion,
      updatedAt: email.updatedAt.toISOString(),
      incoming: {
        ...describeHalf(remoteMailbox, incoming, ofIncoming),
        protocol: remoteMailbox.protocol,
        folder: remoteMailbox.folder,
        authentication: remoteMailbox.authentication,
        fetch: {
          everyMinutes: remoteMailbox.fetchEveryMinutes,
          maxPerFetch: remoteMailbox.maxPerFetch,
          afterFetch: { action: remoteMailbox.afterFetchAction, folder: remoteMailbox.archiveFolder },
        },
      },
      outgoing: {
        ...describeHalf(outgoingSmtp, outgoing, ofOutgoing),
        authentication: outgoingSmtp.authentication,
      },
    });
  });
}

function describeHalf(
  { status, host, port, security }: Pick<MailboxSettings["outgoing"], "status" | "host" | "port" | "security">,
  view: HalfView,
  failedAuthorization: FailedAuthorization,
) {
  return { status, health: view.health, host, port, security, grant: describeGrant(view, failedAuthorization) };
}

type FailedAuthorization = NonNullable<MailboxSettings["outgoing"]["grant"]>["failedAuthorization"];

async function findFailure(db: Database, { failedAuthorizationId }: HalfView): Promise<FailedAuthorization> {
  if (failedAuthorizationId === null) return null;
  const { at, diagnosis } = await explainFailedAuthorization(db, failedAuthorizationId);
  return { at: at.toISOString(), diagnosis: toProblemDiagnosis(diagnosis) };
}

function describeGrant(
  { needsGrant, grant }: HalfView,
  failedAuthorization: FailedAuthorization,
): MailboxSettings["outgoing"]["grant"] {
  if (!needsGrant) return null;
  if (grant === null) {
    return {
      status: "needs_authorization",
      expiresAt: null,
      resourceOwner: null,
      willDieOn: null,
      failedAuthorization,
    };
  }
  return {
    status: grant.problem === null ? "active" : "needs_reauthorization",
    expiresAt: grant.expiresAt.toISOString(),
    resourceOwner: grant.resourceOwner,
    willDieOn: grant.willDieOn && { at: grant.willDieOn.at.toISOString(), reason: grant.willDieOn.reason },
    failedAuthorization,
  };
}
