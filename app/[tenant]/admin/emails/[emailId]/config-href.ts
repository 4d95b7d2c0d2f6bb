import type { SystemEmailView } from "@/lib/system-email/get-system-email";
import type { Half } from "@/lib/system-email/schema";
import { dialogHref } from "./_oauth2/dialog-hrefs";

/** The OAuth2 dialog over the tab of a half, on the tab that is needed next. */
export function configHref(tenant: string, email: SystemEmailView, half: Half): string {
  const [view, settings] =
    half === "remote_mailbox" ? [email.incoming, email.remoteMailbox] : [email.outgoing, email.outgoingSmtp];
  // A Grant of an IdP Config that has been let go of has nothing to show or renew.
  const hasGrant = view.grant !== null && settings.idpConfigId !== null;
  return dialogHref({ tenant, emailId: email.id, half }, hasGrant ? "token" : "idp-config");
}
