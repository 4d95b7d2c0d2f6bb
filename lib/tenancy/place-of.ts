import ipaddr from "ipaddr.js";

/**
 * What counts as one place for a limit: an IPv4 address, and of an IPv6 address the network of 64 bits that one
 * connection gets. Who has such a network could otherwise ask from as many addresses as they like.
 */
export function placeOf(clientAddress: string): string {
  if (!ipaddr.isValid(clientAddress)) return clientAddress;
  const address = ipaddr.process(clientAddress);
  if (!(address instanceof ipaddr.IPv6)) return address.toString();
  return `${address.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":")}::/64`;
}
