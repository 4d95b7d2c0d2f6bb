import type { Metadata } from "next";
import { IdpConfigTab } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/idp-config-tab";
import type { DialogTabProps } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/read-dialog";

export const metadata: Metadata = { title: "IdP Config" };

export default function IdpConfigPage(props: DialogTabProps) {
  return <IdpConfigTab {...props} half="outgoing_smtp" />;
}
