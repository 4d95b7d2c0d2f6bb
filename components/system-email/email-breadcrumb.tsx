"use client";

import { useSelectedLayoutSegment } from "next/navigation";
import { Breadcrumb } from "@/components/ui/breadcrumb";

type EmailBreadcrumbProps = {
  adminHref: string;
  emailHref: string;
  address: string;
  tabs: readonly { segment: string; label: string }[];
};

/** Admin Panel / Emails / the address / the tab: the layout that it stands in is not rendered again between tabs. */
export function EmailBreadcrumb({ adminHref, emailHref, address, tabs }: EmailBreadcrumbProps) {
  const segment = useSelectedLayoutSegment();
  const tab = tabs.find((candidate) => candidate.segment === segment);
  return (
    <Breadcrumb
      crumbs={[
        { label: "Admin Panel", href: adminHref },
        { label: "Emails", href: `${adminHref}/emails` },
        { label: address, href: tab ? `${emailHref}/account` : undefined },
        ...(tab ? [{ label: tab.label }] : []),
      ]}
    />
  );
}
