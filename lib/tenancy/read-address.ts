/** What was typed where an email address belongs: the address and the name before it, or what is wrong with it, in a sentence. */
export type ReadAddress = { address: string; name: string } | { mistake: string };

const example = "such as support@example.com";
const localCharacters = "a-z, 0-9 and . _ + - '";

/**
 * Reads an email address as people paste it: alone, as `Name <address>` or after `mailto:`. It comes out in lower case, the
 * name as it was typed and empty where there was none, and an internationalised domain in its ASCII form (RFC 5891), by which
 * mail servers and identity providers know it. Before the @ only ASCII is taken: no provider that is signed in to
 * knows other letters there (RFC 6531 would allow them). The mistake quotes what was typed.
 */
export function readAddress(typed: string): ReadAddress {
  const text = typed.trim();
  const { name, bare } = unwrap(text);
  if (bare === "") return { mistake: `Enter an email address ${example}` };
  const fault = (words: string) => ({ mistake: `${quote(text)} is not an email address: ${words}` });
  const parts = bare.split("@");
  const [local = "", domain = ""] = parts;
  if (parts.length === 1) return fault(`it has no @. Enter one ${example}`);
  if (parts.length > 2) return fault("it has more than one @. Enter one address");
  if (/\s/.test(bare)) return fault("there is a space in it");
  if (local === "") return fault(`nothing stands before the @. Enter one ${example}`);
  const odd = oddCharacters(local, /[a-z0-9._+'-]/i);
  if (odd !== "") return fault(`before the @ only ${localCharacters} are possible, and not ${quote(odd)}`);
  if (/^\.|\.$|\.\./.test(local)) return fault("there is a full stop too many before the @");
  if (local.endsWith("'")) return fault("there is an apostrophe right before the @");
  if (domain === "") return fault("nothing stands after the @. Add the domain, such as example.com");
  const host = domainToAscii(domain);
  const mistake = host === null ? `${quote(domain)} is no domain` : findDomainMistake(host, domain);
  if (host === null || mistake !== null) return fault(mistake ?? "");
  const address = `${local}@${host}`.toLowerCase();
  if (address.length > 254) return { mistake: "An email address has at most 254 characters" };
  return { address, name };
}

/** `"Acme Support" <support@acme.test>` in its two parts; quotes around the name are no part of it (RFC 5322, 3.4). */
function unwrap(text: string): { name: string; bare: string } {
  const [, before = "", inside] = /^([^<>]*)<([^<>]*)>$/.exec(text) ?? [];
  const name = before
    .trim()
    .replace(/^"(.*)"$/, "$1")
    .replace(/\\(.)/g, "$1");
  return { name, bare: (inside ?? text).trim().replace(/^mailto:/i, "") };
}

/** The ASCII form of a domain, or null where it has none. URL's own reading of hosts does it in browsers and in Node alike. */
function domainToAscii(domain: string): string | null {
  if (/^[\x21-\x7e]+$/.test(domain)) return domain.toLowerCase();
  // URL would read a path, a port or an escape out of other characters.
  if (/[^\p{L}\p{M}\p{N}.\u3002\uff0e\uff61\u00b7\u30fb-]/u.test(domain)) return null;
  return URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : null;
}

/** What is wrong with a domain, in its ASCII form and as it was typed; null where nothing is. */
function findDomainMistake(host: string, typed: string): string | null {
  const odd = oddCharacters(host, /[a-z0-9.-]/);
  if (odd !== "") return `no domain can hold ${quote(odd)}`;
  const labels = host.split(".");
  if (labels.includes("")) return "there is a full stop too many after the @";
  if (labels.some((label) => label.startsWith("-") || label.endsWith("-"))) {
    return "no part of a domain begins or ends with a hyphen";
  }
  if (labels.length === 1) return `${quote(typed)} is only a part of a domain. Enter all of it, such as example.com`;
  if (labels.some((label) => label.length > 63)) return "no part of a domain has more than 63 characters";
  const last = labels.at(-1) ?? "";
  if (!/^(?:[a-z]{2,}|xn--[a-z0-9-]+)$/.test(last)) return `no domain ends in ${quote(`.${last}`)}`;
  return null;
}

/** The characters of a text that are none of the allowed ones, each once. */
function oddCharacters(text: string, allowed: RegExp): string {
  return [...new Set([...text].filter((character) => !allowed.test(character)))].join("");
}

/** What was typed, in quotation marks and not longer than can be read. */
function quote(text: string): string {
  const characters = [...text];
  return `“${characters.length > 80 ? `${characters.slice(0, 79).join("")}…` : text}”`;
}
