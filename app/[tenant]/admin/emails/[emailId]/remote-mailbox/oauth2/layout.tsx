import { DialogFrame } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/dialog-frame";

export default function OAuth2Layout({ params, children }: LayoutProps<"/[tenant]/admin/emails/[emailId]/remote-mailbox/oauth2">) {
  return (
    <DialogFrame params={params} half="remote_mailbox">
      {children}
    </DialogFrame>
  );
}
