import type { Metadata } from "next";
import type { DialogTabProps } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/read-dialog";
import { TokenTab } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/token-tab";

export const metadata: Metadata = { title: "Token" };

export default function TokenPage(props: DialogTabProps) {
  return <TokenTab {...props} half="outgoing_smtp" />;
}
