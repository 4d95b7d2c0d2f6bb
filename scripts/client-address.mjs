// Who really asks, when proxies stand between: the web server believes those that it is told to trust, and nobody else.
import { BlockList, isIP } from "node:net";

/**
 * Makes the function that finds out where a request comes from: the address that connected, or, when that is a trusted
 * proxy's, the nearest address in `X-Forwarded-For` that is not, read from the right, since what stands further left
 * is the word of whoever asked. The networks are those of TRUSTED_PROXIES; loopback when it is empty.
 *
 * @param {string | undefined} trustedProxies
 * @returns {(peer: string | undefined, forwardedFor: string | string[] | undefined) => string}
 */
export function clientAddressFinder(trustedProxies) {
  const isTrusted = readNetworks(trustedProxies || "127.0.0.0/8, ::1");
  return (peer, forwardedFor) => {
    let nearest = plain(peer ?? "");
    const claimed = [forwardedFor ?? []].flat().join(",").split(",");
    for (const entry of claimed.reverse()) {
      const address = plain(entry.trim());
      if (isIP(address) === 0 || !isTrusted(nearest)) break;
      nearest = address;
    }
    return nearest === "" ? "unknown" : nearest;
  };
}

/** A list that is none stops the start when lib/env.ts parses it, with a sentence; here it trusts nobody. */
function readNetworks(list) {
  const networks = new BlockList();
  for (const entry of list.split(",").map((text) => text.trim())) {
    const [address = "", bits] = entry.split("/");
    const longest = { 4: 32, 6: 128 }[isIP(address)] ?? 0;
    const length = Number(bits ?? longest);
    if (longest > 0 && length >= 0 && length <= longest) networks.addSubnet(address, length, `ipv${isIP(address)}`);
  }
  return (address) => isIP(address) !== 0 && networks.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");
}

/** Without the brackets and port that some proxies add, and an IPv4 address as itself where IPv6 carries it. */
function plain(text) {
  const address =
    /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? (/^\d+\.\d+\.\d+\.\d+:\d+$/.test(text) ? text.split(":")[0] : text);
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}
