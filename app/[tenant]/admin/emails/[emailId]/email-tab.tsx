import type { ReactNode } from "react";
import { FormLayout } from "@/components/frame/form-layout";
import { NextSteps } from "@/components/system-email/next-steps";
import { TroubleBanner } from "@/components/system-email/trouble-banner";
import { nameCause } from "@/lib/health/name-cause";
import { listWorkerKeys } from "@/lib/mail-worker/list-worker-keys";
import type { SystemEmailView } from "@/lib/system-email/get-system-email";
import type { UserContext } from "@/lib/tenancy/context";
import { mayDo } from "@/lib/tenancy/require-permission";
import { dialogHref, tabHref } from "./_oauth2/dialog-hrefs";
import { configHref } from "./config-href";
import { setUpSteps } from "./set-up-steps";

type EmailTabProps = { context: UserContext; email: SystemEmailView; children: ReactNode };

/** A tab with a form: beside it, how far this System Email has come and what comes next. */
export async function EmailTab({ context, email, children }: EmailTabProps) {
  const keys = await listWorkerKeys(context);
  const now = new Date();
  const hasWorkerKey = keys.some(
    ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > now),
  );
  const steps = setUpSteps(email, context.slug, hasWorkerKey);
  const mayWrite = mayDo(context, "system_email:write");
  return (
    <FormLayout aside={<NextSteps steps={steps} mayAct={mayWrite} />}>
      <div className="mb-6 grid gap-3 empty:hidden">
        <Troubles context={context} email={email} />
        {!mayWrite && <p className="text-ink-muted">You may look at this and change nothing. Owners and admins may.</p>}
      </div>
      {children}
    </FormLayout>
  );
}

/** The halves that are in trouble, with the way to what mends them. */
function Troubles({ context, email }: Omit<EmailTabProps, "children">) {
  const halves = [
    ["remote_mailbox", "Remote Mailbox", email.incoming],
    ["outgoing_smtp", "Outgoing (SMTP)", email.outgoing],
  ] as const;
  return halves.map(([half, label, view]) => {
    const { health, failedAuthorizationId } = view;
    const isBorrowed = half === "outgoing_smtp" && email.outgoingSmtp.authentication === "same_as_remote_mailbox";
    // What signs in as the Remote Mailbox does is authorized there, and is told once.
    const hasFailed = failedAuthorizationId !== null && !isBorrowed;
    if (health === "healthy" || health === "disabled" || (health === "not_verified" && !hasFailed)) return null;
    const isUnauthorized = health === "needs_reauthorization";
    const place = { tenant: context.slug, emailId: email.id, half };
    return (
      <TroubleBanner
        key={half}
        half={label}
        health={health}
        causeTitle={nameCause(view)}
        since={view.since}
        timeZone={context.timeZone}
        href={
          hasFailed
            ? dialogHref(place, "idp-config")
            : isUnauthorized
              ? configHref(context.slug, email, half)
              : `${tabHref(place)}#verification`
        }
        linkLabel={isUnauthorized && !hasFailed && mayDo(context, "grant:write") ? "Authorize again" : "See what to do"}
      />
    );
  });
}
