import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireTenant } from "@/app/_server/require-tenant";
import { FormLayout } from "@/components/frame/form-layout";
import { AccountForm } from "@/components/system-email/account-form";
import { NextSteps } from "@/components/system-email/next-steps";
import { PageHeader } from "@/components/ui/page-header";
import { mayDo } from "@/lib/tenancy/require-permission";
import { createEmail } from "./actions";

export const metadata: Metadata = { title: "Add System Email" };

/** The Account of a System Email that does not exist yet. */
export default async function NewEmailPage({ params }: { params: Promise<{ tenant: string }> }) {
  const context = await requireTenant((await params).tenant);
  if (!mayDo(context, "system_email:write")) notFound();
  const listHref = `/${context.slug}/admin/emails`;
  return (
    <>
      <PageHeader
        title="Add System Email"
        crumbs={[
          { label: "Admin Panel", href: `/${context.slug}/admin` },
          { label: "Emails", href: listHref },
          { label: "Add System Email" },
        ]}
        description="Begin with the address. How its mail is fetched and sent, and who authorizes that, come next."
      />
      <FormLayout
        aside={
          <NextSteps
            steps={[
              { label: "Account", isDone: false },
              { label: "Remote Mailbox: choose the provider and authorize", isDone: false },
              { label: "Outgoing (SMTP)", isDone: false },
              { label: "A Worker Key for the software that fetches the mail", isDone: false },
            ]}
          />
        }
      >
        <AccountForm
          action={createEmail.bind(null, { tenant: context.slug })}
          stashKey={`${context.slug}:new-email`}
          account={{ address: "", name: "", mailboxType: "user", notes: "" }}
          submitLabel="Add System Email"
          cancelHref={listHref}
        />
      </FormLayout>
    </>
  );
}
