import type { Metadata } from "next";
import { TokenTab } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/token-tab";

export const metadata: Metadata = { title: "Token" };

export default function TokenPage(props: PageProps<"/[tenant]/admin/emails/[emailId]/outgoing-smtp/oauth2/token">) {
  return <TokenTab params={props.params} searchParams={props.searchParams} half="outgoing_smtp" />;
}
