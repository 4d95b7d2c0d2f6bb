import type { Metadata } from "next";
import { AuthorizedNotice } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/authorized-notice";
import type { DialogTabProps } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/read-dialog";

export const metadata: Metadata = { title: "Remote Mailbox" };

/** The Remote Mailbox tab with nothing over it; its form is in the layout, where a dialog leaves it alone. */
export default function TabPage(props: DialogTabProps) {
  return <AuthorizedNotice {...props} half="remote_mailbox" />;
}
