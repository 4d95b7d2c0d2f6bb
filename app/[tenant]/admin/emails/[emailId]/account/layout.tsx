import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import { AccountForm } from "@/components/system-email/account-form";
import { buttonStyle } from "@/components/ui/button-style";
import { LinkButton } from "@/components/ui/link-button";
import { mayDo } from "@/lib/tenancy/require-permission";
import { EmailTab } from "../email-tab";
import type { EmailParams } from "../place";
import { saveAccountTab } from "./actions";

/** The Account tab, with Delete System Email apart at its end. */
export default async function AccountLayout({ params, children }: { params: EmailParams; children: ReactNode }) {
  const { tenant, emailId } = await params;
  const { context, email } = await requireSystemEmail(tenant, emailId);
  const { address, name, mailboxType, notes } = email;
  const mayWrite = mayDo(context, "system_email:write");
  return (
    <>
      <EmailTab context={context} email={email}>
        <AccountForm
          action={saveAccountTab.bind(null, { tenant: context.slug, emailId: email.id })}
          stashKey={`account:${email.id}`}
          revision={email.revisions.account}
          account={{ address, name, mailboxType, notes }}
          submitLabel="Save Changes"
          isReadOnly={!mayWrite}
        />
        {mayDo(context, "system_email:export") && (
          <section aria-labelledby="support" className="mt-12 grid justify-items-start gap-3 border-t pt-6">
            <div className="grid gap-1">
              <h2 id="support" className="text-base font-semibold">
                Support bundle
              </h2>
              <p className="text-ink-muted">
                Settings, authorizations, the last checks and what they mean, as one file for whoever helps you. No
                password, token or client secret is in it; addresses and what servers said are.
              </p>
            </div>
            {/* A plain link: the answer is a file, not a page. */}
            <a
              href={`/${context.slug}/admin/emails/${email.id}/support-bundle`}
              download
              className={buttonStyle("secondary", "regular")}
            >
              <Download aria-hidden /> Download support bundle
            </a>
          </section>
        )}
        {mayWrite && (
          <section aria-labelledby="delete" className="mt-12 grid justify-items-start gap-3 border-t pt-6">
            <div className="grid gap-1">
              <h2 id="delete" className="text-base font-semibold">
                Delete System Email
              </h2>
              <p className="text-ink-muted">
                Its settings, its authorization and its checks go for good. The mailbox itself and its mail stay.
              </p>
            </div>
            <LinkButton href={`/${context.slug}/admin/emails/${email.id}/account/delete`} scroll={false}>
              Delete System Email…
            </LinkButton>
          </section>
        )}
      </EmailTab>
      {children}
    </>
  );
}
