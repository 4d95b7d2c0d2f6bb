import type { ReactNode } from "react";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import { AuthorizationNote } from "@/components/system-email/authorization-note";
import { HalfVerification } from "@/components/system-email/half-verification";
import { RemoteMailboxForm } from "@/components/system-email/remote-mailbox-form";
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
import { saveRemoteMailboxTab } from "./actions";

const half = "remote_mailbox";
const formId = "remote-mailbox-settings";

/** The Remote Mailbox tab; the OAuth2 dialog opens over it as a page below, so that what is typed stays. */
export default async function RemoteMailboxLayout({ params, children }: { params: EmailParams; children: ReactNode }) {
  const { tenant, emailId } = await params;
  const { context, email } = await requireSystemEmail(tenant, emailId);
  const { id, address, incoming, remoteMailbox: saved } = email;
  const grant = incoming.needsGrant ? await getGrant(context, { systemEmailId: id, half }) : null;
  const { server, isSuggested } = suggestServer(saved, saved.authentication, saved.protocol);
  const place = { tenant: context.slug, emailId: id };
  const diagnosis = await explainVerification(context, { systemEmailId: id, half }, incoming.lastVerification);
  return (
    <>
      {children}
      <EmailTab context={context} email={email}>
        <RemoteMailboxForm
          action={saveRemoteMailboxTab.bind(null, place)}
          formId={formId}
          stashKey={`remote-mailbox:${id}`}
          revision={email.revisions.remoteMailbox}
          saved={{
            ...server,
            authentication: saved.authentication,
            basicUsername: saved.basicUsername ?? "",
            protocol: saved.protocol,
            folder: saved.folder,
            status: saved.status,
            fetchEveryMinutes: String(saved.fetchEveryMinutes),
            maxPerFetch: String(saved.maxPerFetch),
            afterFetchAction: saved.afterFetchAction,
            archiveFolder: saved.archiveFolder ?? "",
          }}
          isServerSuggested={isSuggested}
          address={address}
          hasBasicPassword={saved.hasBasicPassword}
          folders={incoming.lastVerification?.folders ?? []}
          authorizationNote={
            incoming.needsGrant && (
              <AuthorizationNote authorization={showAuthorization(grant)} timeZone={context.timeZone} />
            )
          }
          readOnlyConfigHref={mayDo(context, "system_email:write") ? null : configHref(context.slug, email, half)}
        />
        <HalfVerification
          settingsFormId={formId}
          health={incoming.health}
          protocol={saved.protocol}
          security={saved.security}
          last={showVerification(incoming.lastVerification, diagnosis)}
          timeZone={context.timeZone}
          stream={streamVerification.bind(null, { ...place, half })}
          verify={verifyInOneGo.bind(null, { ...place, half })}
          mayVerify={mayDo(context, "system_email:verify")}
          mayEnable={mayDo(context, "system_email:write")}
        />
      </EmailTab>
    </>
  );
}
