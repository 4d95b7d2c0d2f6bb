import type { Metadata } from "next";

export const metadata: Metadata = { title: "Outgoing (SMTP)" };

/** The Outgoing (SMTP) tab with nothing over it; its form is in the layout, where a dialog leaves it alone. */
export default function OutgoingSmtpPage() {
  return null;
}
