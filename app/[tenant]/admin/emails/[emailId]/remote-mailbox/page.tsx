import type { Metadata } from "next";

export const metadata: Metadata = { title: "Remote Mailbox" };

/** The Remote Mailbox tab with nothing over it; its form is in the layout, where a dialog leaves it alone. */
export default function RemoteMailboxPage() {
  return null;
}
