import type { SetUpStep } from "@/components/system-email/next-steps";
import { protocolNames } from "@/components/system-email/words";
import type { SystemEmailView } from "@/lib/system-email/get-system-email";
import type { HalfView } from "@/lib/system-email/view";

/** How far a System Email has come, in the order in which it is set up. */
export function setUpSteps(email: SystemEmailView, admin: string, hasWorkerKey: boolean): SetUpStep[] {
  const href = `${admin}/emails/${email.id}`;
  const { incoming, outgoing, remoteMailbox, outgoingSmtp } = email;
  const ownsGrant = outgoing.needsGrant && outgoingSmtp.authentication !== "same_as_remote_mailbox";
  const protocol = protocolNames[remoteMailbox.protocol];
  return [
    { label: "Account", isDone: true },
    ...(incoming.needsGrant ? [authorizationStep("Authorized", incoming, `${href}/remote-mailbox`)] : []),
    verificationStep(`Remote Mailbox (${protocol})`, incoming, `${href}/remote-mailbox`),
    ...(ownsGrant ? [authorizationStep("Outgoing (SMTP) authorized", outgoing, `${href}/outgoing-smtp`)] : []),
    verificationStep("Outgoing (SMTP)", outgoing, `${href}/outgoing-smtp`),
    {
      label: "A Worker Key exists",
      isDone: hasWorkerKey,
      note: hasWorkerKey ? undefined : "With it your software fetches and sends this mail.",
      href: `${admin}/mail-workers`,
      linkLabel: "Issue a Worker Key",
    },
  ];
}

function authorizationStep(label: string, { grant }: HalfView, tabHref: string): SetUpStep {
  if (grant !== null && grant.problem === null) return { label, isDone: true, note: `as ${grant.resourceOwner}` };
  return {
    label,
    isDone: false,
    note: grant === null ? "Nobody has authorized it yet" : `Needs re-authorization: ${grant.problem}`,
    href: `${tabHref}/oauth2/${grant === null ? "idp-config" : "token"}`,
    linkLabel: grant === null ? "Authorize" : "Authorize again",
  };
}

function verificationStep(half: string, { health, lastVerification }: HalfView, href: string): SetUpStep {
  const label = `${half} enabled and verified`;
  if (health === "healthy") return { label, isDone: true };
  if (health === "disabled") return { label, isDone: false, note: "Status is Disabled", href, linkLabel: `Set up ${half}` };
  const note =
    lastVerification === null
      ? "Not verified yet"
      : lastVerification.isCurrent
        ? "The last check failed"
        : "The settings have changed since the last check";
  return { label, isDone: false, note, href, linkLabel: `Verify ${half}` };
}
