import type { Metadata } from "next";
import { InfoTab } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/info-tab";

export const metadata: Metadata = { title: "Info" };

export default function InfoPage(props: PageProps<"/[tenant]/admin/emails/[emailId]/remote-mailbox/oauth2/info">) {
  return <InfoTab params={props.params} half="remote_mailbox" />;
}
