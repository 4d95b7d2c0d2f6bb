import { environment } from "@/lib/env";

/** Somebody waits for these, so that they may be more at once than what runs by itself. */
const urgentFactor = 4;

type Waiting = { isUrgent: boolean; start: () => void; giveUp: () => void };

/** Calls to one provider host: those under way in this process, and those that wait for their turn. */
type Host = { running: number; waiting: Waiting[] };

declare global {
  // Next loads a module once per bundle; the process must still count in one place.
  var mailgrantProviderHosts: Map<string, Host> | undefined;
}

/**
 * Runs `work` when fewer calls to `host` are under way in this process than the operator allows; urgent work, for which
 * somebody waits, comes first and may go to four times as many. Answers null without running it when no turn came
 * within `patienceMs`, or before `signal` aborted.
 */
export async function withProviderSlot<Value>(
  host: string,
  limits: { isUrgent: boolean; patienceMs: number; signal?: AbortSignal | undefined },
  work: () => Promise<Value>,
): Promise<{ value: Value } | null> {
  // What was claimed while the process was told to stop comes after that.
  if (limits.signal?.aborted === true) return null;
  const slots = slotsOf(host);
  if (!(await takeTurn(slots, limits))) return null;
  try {
    return { value: await work() };
  } finally {
    slots.running -= 1;
    startNext(slots);
    if (slots.running === 0 && slots.waiting.length === 0) hosts().delete(host);
  }
}

/** Sends away whoever waits for a turn at this host, because it asked to be left alone. */
export function dismissWaiting(host: string): void {
  for (const { giveUp } of hosts().get(host)?.waiting ?? []) giveUp();
}

/** How many calls to each host are under way or waiting; a host that is not in it has none. */
export function countProviderCalls(): Map<string, number> {
  return new Map([...hosts()].map(([host, { running, waiting }]) => [host, running + waiting.length]));
}

function takeTurn(
  slots: Host,
  { isUrgent, patienceMs, signal }: { isUrgent: boolean; patienceMs: number; signal?: AbortSignal | undefined },
): Promise<boolean> {
  if (slots.running < limitOf(isUrgent)) {
    slots.running += 1;
    return Promise.resolve(true);
  }
  return new Promise((resolve) => {
    const waiting: Waiting = {
      isUrgent,
      start: () => {
        stopWaiting();
        slots.running += 1;
        resolve(true);
      },
      giveUp: () => {
        stopWaiting();
        slots.waiting = slots.waiting.filter((other) => other !== waiting);
        resolve(false);
      },
    };
    const { giveUp } = waiting;
    const timer = setTimeout(giveUp, patienceMs);
    const stopWaiting = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
    };
    signal?.addEventListener("abort", giveUp);
    slots.waiting.push(waiting);
  });
}

function startNext(slots: Host): void {
  const next = slots.waiting.find(({ isUrgent }) => isUrgent) ?? slots.waiting[0];
  if (next === undefined || slots.running >= limitOf(next.isUrgent)) return;
  slots.waiting = slots.waiting.filter((other) => other !== next);
  next.start();
}

function limitOf(isUrgent: boolean): number {
  const { parallelPerHost } = environment().refresh;
  return isUrgent ? parallelPerHost * urgentFactor : parallelPerHost;
}

function slotsOf(host: string): Host {
  const known = hosts().get(host);
  if (known !== undefined) return known;
  const slots: Host = { running: 0, waiting: [] };
  hosts().set(host, slots);
  return slots;
}

function hosts(): Map<string, Host> {
  globalThis.mailgrantProviderHosts ??= new Map();
  return globalThis.mailgrantProviderHosts;
}
