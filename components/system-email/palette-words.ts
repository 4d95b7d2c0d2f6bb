import type { PaletteEntry } from "@/components/frame/palette-matches";

/** What somebody wants who typed into the palette: to go to a System Email, to have it checked, or its registration. */
type PaletteWish = { act: "open" | "verify" | "config"; search: string };

const acts: Readonly<Record<string, PaletteWish["act"]>> = {
  verify: "verify",
  check: "verify",
  idp: "config",
  config: "config",
};

/** What leads nowhere by itself: "config of support". */
const fillers = new Set(["of", "for", "the", "email"]);

/** Reads "verify support" as the wish to check what "support" finds; other words are all searched for. */
export function readPaletteWish(typed: string): PaletteWish {
  const words = typed.trim().toLowerCase().split(/\s+/);
  const act = acts[words[0] ?? ""] ?? "open";
  if (act === "open") return { act, search: words.join(" ") };
  const rest = words.slice(1).filter((word) => acts[word] !== act && !fillers.has(word));
  return { act, search: rest.join(" ") };
}

type Found = {
  emails: readonly { id: string; address: string; name: string }[];
  idpConfigs: readonly { id: string; name: string }[];
};

const mostEntries = 8;

/** Up to so many found, what one does with a System Email is offered along with it. */
const fewEmails = 2;

/** What was found as places to go to, at most eight, what is wished for first. */
export function paletteEntriesOf(
  found: Found,
  { act }: PaletteWish,
  { adminHref, mayVerify }: { adminHref: string; mayVerify: boolean },
): PaletteEntry[] {
  const hrefOf = (id: string) => `${adminHref}/emails/${id}`;
  const open = found.emails.map(({ id, address, name }) => ({ label: address, hint: name, href: hrefOf(id) }));
  const verify = mayVerify
    ? found.emails.map(({ id, address, name }) => ({
        label: `Verify ${address}`,
        hint: name,
        words: "check everything",
        href: `${hrefOf(id)}/check`,
      }))
    : [];
  const config = found.emails.map(({ id, address, name }) => ({
    label: `IdP Config of ${address}`,
    hint: name,
    href: `${hrefOf(id)}/remote-mailbox/oauth2/idp-config`,
  }));
  const configs = found.idpConfigs.map(({ id, name }) => ({
    label: name,
    hint: "IdP Config",
    href: `${adminHref}/identity-providers/${id}`,
  }));
  const wished = {
    open: [...open, ...(open.length <= fewEmails ? [...verify, ...config] : []), ...configs],
    verify: mayVerify ? verify : open,
    config: [...configs, ...config],
  };
  return wished[act].slice(0, mostEntries);
}
