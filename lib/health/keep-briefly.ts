/** Kept is what was worked out for a tenant of more System Emails than this; for fewer it takes no time. */
const smallUpTo = 500;
/** For how many times as long as it took: so it takes at most a twentieth of a process's time. */
const keptTimes = 20;
const keptAtMostMs = 60_000;
const keptTenants = 100;

/**
 * Makes `work` be done once for all who ask while it is under way, and, for a tenant of many System Emails, keeps what
 * came of it for twenty times as long as it took, a minute at most. `sizeOf` says of how many emails the answer is. A
 * failure is not kept. What is kept is the process's own and one tenant's.
 */
export function keepBriefly<Context extends { tenantId: string }, Value>(
  work: (context: Context) => Promise<Value>,
  sizeOf: (value: Value) => number,
): (context: Context) => Promise<Value> {
  const kept = new Map<string, { value: Promise<Value>; until: number }>();
  return (context) => {
    const known = kept.get(context.tenantId);
    if (known !== undefined && performance.now() < known.until) return known.value;
    const startedAt = performance.now();
    const entry = { value: work(context), until: Number.POSITIVE_INFINITY };
    kept.delete(context.tenantId);
    kept.set(context.tenantId, entry);
    const [oldest] = kept.keys();
    if (kept.size > keptTenants && oldest !== undefined) kept.delete(oldest);
    entry.value.then(
      (value) => {
        const now = performance.now();
        const keptMs = sizeOf(value) > smallUpTo ? Math.min(keptAtMostMs, keptTimes * (now - startedAt)) : 0;
        entry.until = now + keptMs;
      },
      () => {
        entry.until = 0;
      },
    );
    return entry.value;
  };
}
