import type { Metadata } from "next";
import { InfoTab } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/info-tab";
import type { DialogTabProps } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/read-dialog";

export const metadata: Metadata = { title: "Info" };

export default function InfoPage(props: DialogTabProps) {
  return <InfoTab {...props} half="remote_mailbox" />;
}
