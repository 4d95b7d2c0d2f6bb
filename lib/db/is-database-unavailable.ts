/**
 * Whether an error means that the database cannot be reached right now: it refuses or lost the connection, is starting
 * or stopping, or gave no connection in time. Whatever was under way was rolled back, and may work in a moment.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  let current: unknown = error;
  for (let depth = 0; depth < 8 && typeof current === "object" && current !== null; depth++) {
    if ("code" in current && isUnavailableCode(String(current.code))) return true;
    // No socket of the embedded database; of a file the code would mean something else.
    if ("syscall" in current && current.syscall === "connect") return true;
    if ("originalCode" in current && isUnavailableCode(String(current.originalCode))) return true;
    if ("kind" in current && typeof current.kind === "string" && adapterKinds.has(current.kind)) return true;
    if (current instanceof Error && saysSo(current.message)) return true;
    if (current instanceof AggregateError && current.errors.some(isDatabaseUnavailable)) return true;
    current = innerOf(current);
  }
  return false;
}

function innerOf(error: object): unknown {
  if ("cause" in error && error.cause !== undefined) return error.cause;
  // Where Prisma keeps what its driver adapter threw.
  const meta = "meta" in error ? error.meta : undefined;
  return typeof meta === "object" && meta !== null && "driverAdapterError" in meta
    ? meta.driverAdapterError
    : undefined;
}

function isUnavailableCode(code: string): boolean {
  // Class 08 of PostgreSQL's codes is connection exceptions (appendix A).
  return code.startsWith("08") || codes.has(code);
}

const codes: ReadonlySet<string> = new Set([
  // The network.
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"],
  // PostgreSQL: shut down by its operator, crashed, starting, full, or a standby for now.
  ...["57P01", "57P02", "57P03", "57P05", "53300", "25006"],
  // Prisma: not reached, timed out, closed, no connection from the pool in time, no transaction in time.
  ...["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"],
]);

/** Prisma's driver adapter has names of its own for some of them. */
const adapterKinds: ReadonlySet<string> = new Set([
  "DatabaseNotReachable",
  "ConnectionClosed",
  "SocketTimeout",
  "TooManyConnections",
  "TlsConnectionError",
]);

function saysSo(message: string): boolean {
  return sentences.some((sentence) => sentence.test(message));
}

/** What pg throws without a code. */
const sentences = [
  /^Connection terminated/,
  /^timeout exceeded when trying to connect/,
  /^Client has encountered a connection error/,
  /^Client was closed and is not queryable/,
  /^Cannot use a pool after calling end/,
  // The embedded database's server, while it closes a connection in the middle of a message.
  /^Unexpected message after end/,
];
