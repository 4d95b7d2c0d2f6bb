import type { ReactNode } from "react";
import { DialogFrame } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/dialog-frame";
import type { DialogParams } from "@/app/[tenant]/admin/emails/[emailId]/_oauth2/read-dialog";

export default function OAuth2Layout({ params, children }: { params: DialogParams; children: ReactNode }) {
  return (
    <DialogFrame params={params} half="outgoing_smtp">
      {children}
    </DialogFrame>
  );
}
