import { redirect } from "next/navigation";
import { dialogHref } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/dialog-hrefs";
import { type DialogTabProps, readDialog } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/read-dialog";

/** The dialog opens on the tab that is of use: Token where there is one, else what it takes to get one. */
export default async function OAuth2Page({ params }: DialogTabProps) {
  const { place, grant } = await readDialog(params, "outgoing_smtp");
  redirect(dialogHref(place, grant === null ? "idp-config" : "token"));
}
