import type { Half } from "@/lib/system-email/schema";

/** Whose dialog it is. */
export type DialogPlace = { tenant: string; emailId: string; half: Half };

/** The tab that the dialog stands before. */
export function tabHref({ tenant, emailId, half }: DialogPlace): string {
  return `/${tenant}/admin/emails/${emailId}/${half === "remote_mailbox" ? "remote-mailbox" : "outgoing-smtp"}`;
}

/** One of the dialog's own tabs. */
export function dialogHref(place: DialogPlace, tab: "info" | "idp-config" | "token"): string {
  return `${tabHref(place)}/oauth2/${tab}`;
}
