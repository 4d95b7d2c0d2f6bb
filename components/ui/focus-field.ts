import type { MouseEvent } from "react";

/** Goes to the field that a link names without leaving its name in the URL; without scripts the fragment does the same. */
export function focusField(event: MouseEvent<HTMLAnchorElement>): void {
  const field = document.getElementById(event.currentTarget.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const details = field.closest("details");
  if (details) details.open = true;
  field.focus();
}
