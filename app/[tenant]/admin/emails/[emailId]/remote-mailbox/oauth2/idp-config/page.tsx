import type { Metadata } from "next";
import { IdpConfigTab } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/idp-config-tab";

export const metadata: Metadata = { title: "IdP Config" };

export default function IdpConfigPage(props: PageProps<"/[tenant]/admin/emails/[emailId]/remote-mailbox/oauth2/idp-config">) {
  return <IdpConfigTab params={props.params} searchParams={props.searchParams} half="remote_mailbox" />;
}
