import type { Metadata } from "next";

export const metadata: Metadata = { title: "Account" };

/** The Account tab with nothing over it; its form is in the layout, where a dialog leaves it alone. */
export default function AccountPage() {
  return null;
}
