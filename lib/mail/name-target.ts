import { isIPv6 } from "node:net";

import type { ConnectionSettings } from "@/lib/mail/schema";

/** A server as sentences name it: `host:port`, an IPv6 address in brackets. */
export function nameTarget({ host, port }: Pick<ConnectionSettings, "host" | "port">): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
