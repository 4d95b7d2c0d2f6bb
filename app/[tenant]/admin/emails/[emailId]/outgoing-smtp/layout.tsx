import type { ReactNode } from "react";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import { AuthorizationNote } from "@/components/system-email/authorization-note";
import { HalfVerification } from "@/components/system-email/half-verification";
import { OutgoingSmtpForm } from "@/components/system-email/outgoing-smtp-form";
import { SendTestForm } from "@/components/verification/send-test-form";
import { getGrant } from "@/lib/grant/get-grant";
import { mayDo } from "@/lib/tenancy/require-permission";
import { explainVerification } from "@/lib/verification/explain-verification";
import { configHref } from "../config-href";
import { EmailTab } from "../email-tab";
import type { EmailParams } from "../place";
import { showAuthorization } from "../show-authorization";
import { showVerification } from "../show-verification";
import { suggestServer } from "../suggest-server";
import { streamVerification, verifyInOneGo } from "../verify-actions";
import { saveOutgoingSmtpTab, sendTest } from "./actions";

const half = "outgoing_smtp";
const formId = "outgoing-smtp-settings";

/** The Outgoing (SMTP) tab; the OAuth2 dialog opens over it as a page below, so that what is typed stays. */
export default async function OutgoingSmtpLayout({ params, children }: { params: EmailParams; children: ReactNode }) {
  const { tenant, emailId } = await params;
  const { context, email } = await requireSystemEmail(tenant, emailId);
  const { id, address, outgoing, remoteMailbox, outgoingSmtp: saved } = email;
  const grant = outgoing.needsGrant ? await getGrant(context, { systemEmailId: id, half }) : null;
  const isBorrowed = saved.authentication === "same_as_remote_mailbox";
  const serving = isBorrowed ? remoteMailbox.authentication : saved.authentication;
  const { server, isSuggested } = suggestServer(saved, serving, "smtp");
  const place = { tenant: context.slug, emailId: id };
  const diagnosis = await explainVerification(context, { systemEmailId: id, half }, outgoing.lastVerification);
  const mayVerify = mayDo(context, "system_email:verify");
  return (
    <>
      {children}
      <EmailTab context={context} email={email}>
        <OutgoingSmtpForm
          action={saveOutgoingSmtpTab.bind(null, place)}
          formId={formId}
          stashKey={`outgoing-smtp:${id}`}
          revision={email.revisions.outgoingSmtp}
          saved={{
            ...server,
            status: saved.status,
            authentication: saved.authentication,
            basicUsername: saved.basicUsername ?? "",
          }}
          isHeaderSpoofingAllowed={saved.headerSpoofing}
          isServerSuggested={isSuggested}
          remoteAuthentication={remoteMailbox.authentication}
          address={address}
          hasBasicPassword={saved.hasBasicPassword}
          authorizationNote={
            outgoing.needsGrant && (
              <AuthorizationNote
                authorization={showAuthorization(grant)}
                timeZone={context.timeZone}
                isBorrowed={isBorrowed}
              />
            )
          }
          readOnlyConfigHref={mayDo(context, "system_email:write") ? null : configHref(context.slug, email, half)}
        />
        <HalfVerification
          settingsFormId={formId}
          health={outgoing.health}
          protocol="smtp"
          security={saved.security}
          last={showVerification(outgoing.lastVerification, diagnosis)}
          timeZone={context.timeZone}
          stream={streamVerification.bind(null, { ...place, half })}
          verify={verifyInOneGo.bind(null, { ...place, half })}
          mayVerify={mayVerify}
          mayEnable={mayDo(context, "system_email:write")}
        />
        {mayVerify && <SendTestForm action={sendTest.bind(null, place)} address={address} />}
      </EmailTab>
    </>
  );
}
