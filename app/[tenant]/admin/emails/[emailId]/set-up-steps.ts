import type { SetUpStep } from "@/components/system-email/next-steps";
import { protocolNames } from "@/components/system-email/words";
import type { SystemEmailView } from "@/lib/system-email/get-system-email";
import type { HalfView } from "@/lib/system-email/view";
import { tabHref } from "./_oauth2/dialog-hrefs";
import { configHref } from "./config-href";

/** How far a System Email has come, in the order in which it is set up. */
export function setUpSteps(email: SystemEmailView, tenant: string, hasWorkerKey: boolean): SetUpStep[] {
  const { incoming, outgoing, remoteMailbox, outgoingSmtp } = email;
  const protocol = protocolNames[remoteMailbox.protocol];
  const mailboxHref = tabHref({ tenant, emailId: email.id, half: "remote_mailbox" });
  const smtpHref = tabHref({ tenant, emailId: email.id, half: "outgoing_smtp" });
  const ownsGrant = outgoing.needsGrant && outgoingSmtp.authentication !== "same_as_remote_mailbox";
  return [
    { label: "Account", isDone: true },
    ...(incoming.needsGrant
      ? [authorizationStep("Authorized", incoming, configHref(tenant, email, "remote_mailbox"))]
      : []),
    verificationStep("Remote Mailbox", `Remote Mailbox (${protocol})`, incoming, mailboxHref),
    ...(ownsGrant
      ? [authorizationStep("Outgoing (SMTP) authorized", outgoing, configHref(tenant, email, "outgoing_smtp"))]
      : []),
    verificationStep("Outgoing (SMTP)", "Outgoing (SMTP)", outgoing, smtpHref),
    {
      label: "A Worker Key exists",
      isDone: hasWorkerKey,
      note: hasWorkerKey ? undefined : "With it your software fetches and sends this mail",
      href: `/${tenant}/admin/mail-workers`,
      linkLabel: "Issue a Worker Key",
    },
  ];
}

function authorizationStep(label: string, { grant, failedAuthorizationId }: HalfView, href: string): SetUpStep {
  if (grant === null) {
    const note = failedAuthorizationId === null ? "Nobody has authorized it yet" : "The last authorization failed";
    return { label, isDone: false, note, href, linkLabel: "Authorize" };
  }
  if (grant.problem === null) return { label, isDone: true, note: `as ${grant.resourceOwner}` };
  const note = `Needs re-authorization: ${grant.problem}`;
  return { label, isDone: false, note, href, linkLabel: "Authorize again" };
}

function verificationStep(tab: string, half: string, view: HalfView, href: string): SetUpStep {
  const { health, lastVerification: last } = view;
  const step = { label: `${half} verified and enabled`, isDone: health === "healthy" };
  if (step.isDone) return step;
  const verificationHref = `${href}#verification`;
  if (health !== "disabled") {
    const linkLabel = last?.isCurrent && !last.isHealthy ? "See what to do" : `Verify ${tab}`;
    return { ...step, note: judgeCheck(last), href: verificationHref, linkLabel };
  }
  if (last?.isHealthy && last.isCurrent) {
    return { ...step, note: "Works, but is Disabled", href: verificationHref, linkLabel: `Enable ${tab}` };
  }
  return { ...step, note: "Status is Disabled", href, linkLabel: `Set up ${tab}` };
}

function judgeCheck(last: HalfView["lastVerification"]): string {
  if (last === null) return "Not verified yet";
  if (!last.isCurrent) return "The settings have changed since the last check";
  return last.isHealthy ? "Waits for the authorization" : "The last check failed";
}
