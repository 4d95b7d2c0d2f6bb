import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/**
 * Finds ports that are free on every IPv4 address. All of them are held until the last one is found, so that they
 * differ; whoever starts a server on them must be ready to ask again, because another process may be quicker.
 */
export async function findFreePorts(count: number): Promise<number[]> {
  const holders = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const holder of holders) {
    holder.listen(0, "0.0.0.0");
    await once(holder, "listening");
    ports.push(portOf(holder.address()));
  }
  await Promise.all(holders.map((holder) => new Promise((resolve) => holder.close(resolve))));
  return ports;
}

/** The port of a listening server. */
export function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== "object" || address === null) throw new Error("The server does not listen on a port.");
  return address.port;
}
