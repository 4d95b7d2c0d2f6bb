import type { Metadata } from "next";
import { requireTenant } from "@/app/_server/require-tenant";
import { DiagnoseForm } from "@/components/health/diagnose-form";
import { PageHeader } from "@/components/ui/page-header";
import { listAddresses } from "@/lib/system-email/list-addresses";
import { diagnoseText } from "./actions";

export const metadata: Metadata = { title: "Diagnose a message" };

/** Admin Panel / Diagnose a message: what another program said, explained. */
export default async function DiagnosePage({ params }: { params: Promise<{ tenant: string }> }) {
  const context = await requireTenant((await params).tenant);
  const emails = await listAddresses(context);
  const { slug } = context;
  return (
    <>
      <PageHeader
        title="Diagnose a message"
        crumbs={[{ label: "Admin Panel", href: `/${slug}/admin` }, { label: "Diagnose a message" }]}
        description="Paste what your helpdesk, a script or a mail program said, and read what it means, who can mend it, and the steps."
      />
      <DiagnoseForm
        action={diagnoseText.bind(null, { tenant: slug })}
        emails={emails.map(({ id, address }) => ({ id, address }))}
      />
    </>
  );
}
