import ipaddr from "ipaddr.js";

/**
 * An address as PostgreSQL's inet takes it, by which the database compares it with networks; null for what is none. An
 * IPv4 address that came over IPv6 counts as what it is.
 */
export function normalizeAddress(text: string): string | null {
  // The zone of a link-local address says which of this machine's links it came by, and means nothing in a network.
  const [address = ""] = text.split("%");
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : null;
}

/** A network as it is kept, such as `10.1.0.0/16`; a single address becomes the network of it alone. Null for anything else. */
export function normalizeNetwork(text: string): string | null {
  const trimmed = text.trim();
  if (ipaddr.isValidCIDR(trimmed)) {
    const [base, prefixLength] = ipaddr.parseCIDR(trimmed);
    const network =
      base.kind() === "ipv4"
        ? ipaddr.IPv4.networkAddressFromCIDR(trimmed)
        : ipaddr.IPv6.networkAddressFromCIDR(trimmed);
    return `${network.toString()}/${prefixLength}`;
  }
  // What ipaddr takes for an address may be one number, such as 10.
  if (!/[.:].*[.:]/.test(trimmed) || !ipaddr.isValid(trimmed)) return null;
  const address = ipaddr.process(trimmed);
  return `${address.toString()}/${address.kind() === "ipv4" ? 32 : 128}`;
}
