import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";

/**
 * Below what systems give out by themselves (from 32768 on Linux), so that no connection of a client takes a port between
 * its finding and its use; and so many that two who look at once hardly find the same.
 */
const firstPort = 15_000;
const portCount = 17_000;

/**
 * Finds ports that are free on every IPv4 address. All of them are held until the last one is found, so that they
 * differ; whoever starts a server on them must be ready to ask again, because another process may be quicker.
 */
export async function findFreePorts(count: number): Promise<number[]> {
  const holders: Server[] = [];
  while (holders.length < count) {
    const holder = await hold(firstPort + Math.floor(Math.random() * portCount));
    if (holder !== null) holders.push(holder);
  }
  const ports = holders.map((holder) => portOf(holder.address()));
  await Promise.all(holders.map((holder) => new Promise((resolve) => holder.close(resolve))));
  return ports;
}

/** Listens on the port; null when somebody else does. */
async function hold(port: number): Promise<Server | null> {
  const server = createServer().listen(port, "0.0.0.0");
  try {
    await once(server, "listening");
    return server;
  } catch {
    return null;
  }
}

/** The port of a listening server. */
export function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== "object" || address === null) throw new Error("The server does not listen on a port.");
  return address.port;
}
