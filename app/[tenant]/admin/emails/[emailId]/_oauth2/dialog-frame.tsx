import type { ReactNode } from "react";
import { Dialog } from "@/components/ui/dialog";
import { Tabs } from "@/components/ui/tabs";
import { presets } from "@/lib/providers/presets";
import type { Half } from "@/lib/system-email/schema";
import { dialogHref, tabHref } from "./dialog-hrefs";
import { type DialogParams, readDialog } from "./read-dialog";

type DialogFrameProps = { params: DialogParams; half: Half; children: ReactNode };

/** The OAuth2 dialog of a half: Info, IdP Config and, once there is a Grant, Token. */
export async function DialogFrame({ params, half, children }: DialogFrameProps) {
  const { email, place, provider, grant } = await readDialog(params, half);
  const tabs = [
    { label: "Info", href: dialogHref(place, "info") },
    { label: "IdP Config", href: dialogHref(place, "idp-config") },
    ...(grant === null ? [] : [{ label: "Token", href: dialogHref(place, "token") }]),
  ];
  return (
    <Dialog title={`${presets[provider].label} · ${email.address}`} closeHref={tabHref(place)} size="large">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <Tabs label="OAuth2" tabs={tabs} />
        {children}
      </div>
    </Dialog>
  );
}
