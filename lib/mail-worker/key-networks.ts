import ipaddr from "ipaddr.js";

/**
 * Whether an address lies in one of the networks (CIDR); no networks allow every address. An IPv4 address that came
 * over IPv6 counts as what it is. What is no address lies nowhere.
 */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  if (networks.length === 0) return true;
  if (!ipaddr.isValid(address)) return false;
  const dialled = ipaddr.process(address);
  return networks.some((network) => {
    const [base, prefixLength] = ipaddr.parseCIDR(network);
    return base.kind() === dialled.kind() && dialled.match(base, prefixLength);
  });
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
