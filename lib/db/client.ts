import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { environment } from "@/lib/env";
import { type Prisma, PrismaClient } from "./generated/client";

/** A connection inside a transaction that inTenant or asSystem opened. */
export type Database = Prisma.TransactionClient;

type Connections = { pool: pg.Pool; prisma: PrismaClient };

declare global {
  // Next loads a module once per bundle; the process must still have one pool.
  var mailgrantConnections: Connections | undefined;
}

/** The process's one pool and client. Only inTenant, asSystem, migrate and the rate limiter use it. */
export function connections(): Connections {
  globalThis.mailgrantConnections ??= connect(environment().databaseUrl.reveal());
  return globalThis.mailgrantConnections;
}

/** Closes the pool; for command lines and tests, which end. */
export async function disconnect(): Promise<void> {
  const open = globalThis.mailgrantConnections;
  globalThis.mailgrantConnections = undefined;
  await open?.prisma.$disconnect();
  await open?.pool.end();
}

function connect(databaseUrl: string): Connections {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 20,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    // A connection whose other end vanished without a word is noticed.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // A connection that the server ends must not end the process, neither while it is idle (the next query opens another)
  // nor while somebody has it and asks nothing at that moment (their next query fails).
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) }) };
}
