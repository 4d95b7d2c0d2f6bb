import { DialogFrame } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/dialog-frame";

export default function OAuth2Layout({ params, children }: LayoutProps<"/[tenant]/admin/emails/[emailId]/outgoing-smtp/oauth2">) {
  return (
    <DialogFrame params={params} half="outgoing_smtp">
      {children}
    </DialogFrame>
  );
}
