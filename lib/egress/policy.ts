import ipaddr from "ipaddr.js";

/** What the operator lets through although it is private: networks and host names, both as written. */
export type EgressPolicy = {
  allowedNetworks: readonly string[];
  allowedHosts: readonly string[];
};

/** Nothing private is allowed. */
export const strictEgressPolicy: EgressPolicy = { allowedNetworks: [], allowedHosts: [] };

/**
 * Parses the operator's list, for example `127.0.0.0/8, ::1/128, mail.internal`.
 * Throws a sentence that names the entry which is neither a network, an address nor a host name.
 */
export function parseEgressPolicy(list: string): EgressPolicy {
  const allowedNetworks: string[] = [];
  const allowedHosts: string[] = [];
  for (const entry of list.split(/[\s,]+/).filter(Boolean)) {
    if (ipaddr.isValidCIDR(entry)) allowedNetworks.push(entry);
    else if (ipaddr.isValid(entry))
      allowedNetworks.push(`${entry}/${ipaddr.parse(entry).kind() === "ipv4" ? 32 : 128}`);
    else if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(entry)) {
      allowedHosts.push(entry.toLowerCase());
    } else throw new Error(`"${entry}" is neither a network, an address nor a host name`);
  }
  return { allowedNetworks, allowedHosts };
}

/**
 * Whether a connection to `address`, which `host` resolved to, may be made. Only unicast addresses of the
 * public internet pass by themselves: loopback, private, link-local, carrier-grade NAT, metadata,
 * multicast, reserved and IPv4-in-IPv6 forms of them do not, unless the operator allows the network or
 * the host by name.
 */
export function isAddressAllowed(policy: EgressPolicy, host: string, address: string): boolean {
  return isPublicAddress(address) || isAllowedByOperator(policy, host, address);
}

/** Whether the operator's own list lets `host` or `address` through, whatever kind of address it is. */
export function isAllowedByOperator(policy: EgressPolicy, host: string, address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (policy.allowedHosts.includes(host.toLowerCase())) return true;
  return policy.allowedNetworks.some((network) => isWithin(parsed, network));
}

/**
 * Networks that count as public by their numbers and yet lead inside: Azure's host agent, which hands out
 * credentials like a metadata service, and the deprecated IPv4-compatible form of IPv6 (RFC 4291, 2.5.5.1).
 */
const insideNetworks = ["168.63.129.16/32", "::/96"];

function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === "unicast" && !insideNetworks.some((network) => isWithin(parsed, network));
}

function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, network: string): boolean {
  const [range, bits] = ipaddr.parseCIDR(network);
  return range.kind() === address.kind() && address.match([range, bits]);
}
