import { connect, type Socket } from "node:net";

import type { ResolvedAddress } from "@/lib/egress/resolve-host";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";

/** How dialling one address ended: connected where `error` is null, else the system's code, such as ECONNREFUSED. */
export type DialAttempt = { address: string; error: string | null; durationMs: number };

/**
 * Opens a TCP connection to the first of the checked addresses that answers, in their order. While others
 * are left, one address gets `perAddressMs` (whole) at most. The socket is destroyed when `signal` aborts, even
 * later, and has an error listener, so that a dropped connection is never an uncaught error. `onAttempt` hears of
 * each address that was tried.
 *
 * Fails with `connection_refused` (nothing listens, or no way there) and `deadline_passed`.
 */
export async function dial(request: {
  host: string;
  port: number;
  addresses: readonly ResolvedAddress[];
  perAddressMs: number;
  signal: AbortSignal;
  onAttempt?: (attempt: DialAttempt) => void;
}): Promise<Result<{ socket: Socket; address: string }, Failure<"connection_refused" | "deadline_passed">>> {
  const { host, port, addresses, perAddressMs, signal, onAttempt } = request;
  const errors: string[] = [];
  for (const [index, { address }] of addresses.entries()) {
    const isLast = index === addresses.length - 1;
    const attempt = isLast ? signal : AbortSignal.any([signal, AbortSignal.timeout(perAddressMs)]);
    const startedAt = performance.now();
    const outcome = await connectTo(address, port, attempt);
    const durationMs = Math.round(performance.now() - startedAt);
    onAttempt?.({ address, error: outcome.socket ? null : outcome.error, durationMs });
    if (outcome.socket) {
      destroyWhenAborted(outcome.socket, signal);
      return succeed({ socket: outcome.socket, address });
    }
    if (signal.aborted) break;
    errors.push(outcome.error);
  }
  const target = `${host}:${port}`;
  if (signal.aborted)
    return fail({ code: "deadline_passed", message: `${target} did not accept a connection in time.` });
  return fail({
    code: "connection_refused",
    message: describeDialErrors(target, errors),
    facts: {
      host,
      port: String(port),
      address: addresses.map(({ address }) => address).join(", "),
      error: [...new Set(errors)].join(", "),
    },
  });
}

function connectTo(
  address: string,
  port: number,
  signal: AbortSignal,
): Promise<{ socket: Socket } | { socket?: never; error: string }> {
  if (signal.aborted) return Promise.resolve({ error: "ETIMEDOUT" });
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const giveUp = () => {
      socket.destroy();
      resolve({ error: "ETIMEDOUT" });
    };
    signal.addEventListener("abort", giveUp, { once: true });
    // Stays for the socket's life: whoever takes it over adds a listener, and none has to be the first.
    socket.on("error", (error) => {
      signal.removeEventListener("abort", giveUp);
      resolve({ error: "code" in error ? String(error.code) : error.message });
    });
    socket.once("connect", () => {
      signal.removeEventListener("abort", giveUp);
      resolve({ socket });
    });
  });
}

function destroyWhenAborted(socket: Socket, signal: AbortSignal): void {
  const destroy = () => {
    socket.destroy();
  };
  if (signal.aborted) destroy();
  signal.addEventListener("abort", destroy, { once: true });
  socket.once("close", () => signal.removeEventListener("abort", destroy));
}

function describeDialErrors(target: string, errors: readonly string[]): string {
  if (errors.includes("ECONNREFUSED")) {
    return `Nothing accepts connections on ${target}. Check host and port, and that no firewall rejects them.`;
  }
  if (errors.includes("EHOSTUNREACH") || errors.includes("ENETUNREACH")) {
    return `There is no network route from this installation to ${target}.`;
  }
  return `No connection to ${target} could be made (${errors.join(", ")}).`;
}
