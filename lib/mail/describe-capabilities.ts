import type { Capabilities } from "@/lib/mail/dialect";

/** How one can sign in there, in words: whether XOAUTH2 is offered, and what the server has switched off. */
export function describeCapabilities({ mechanisms, isKnown, remarks }: Capabilities): string {
  return [describeMechanisms(mechanisms, isKnown), ...remarks].join("; ");
}

function describeMechanisms(mechanisms: readonly string[], isKnown: boolean): string {
  if (!isKnown) return "The server does not say how one can sign in";
  if (mechanisms.length === 0) return "No way to sign in is offered, so XOAUTH2 is not either";
  const offer = mechanisms.includes("XOAUTH2") ? "XOAUTH2 is offered" : "XOAUTH2 is not offered";
  return `${offer} (sign-in by ${mechanisms.join(", ")})`;
}
