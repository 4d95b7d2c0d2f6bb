import type { ReactNode } from "react";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import { Tabs } from "@/components/ui/tabs";
import type { EmailParams } from "../place";

/** The History tab: what people did to the System Email, how it was checked, and what Mail Workers read of it. */
export default async function HistoryLayout({ params, children }: { params: EmailParams; children: ReactNode }) {
  const { tenant, emailId } = await params;
  const { context, email } = await requireSystemEmail(tenant, emailId);
  const href = `/${context.slug}/admin/emails/${email.id}/history`;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Tabs
        label="History"
        tabs={[
          { label: "What was done", href, isExact: true },
          { label: "Checks", href: `${href}/checks` },
          { label: "Credentials reads", href: `${href}/credential-reads` },
        ]}
      />
      {children}
    </div>
  );
}
