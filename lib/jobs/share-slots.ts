/** Deliveries of webhooks at once in one process. */
export const deliverySlots = 20;
/** Of these, what a tenant and an endpoint may hold while others wait. */
const perTenant = 5;
const perEndpoint = 2;
const perSlowEndpoint = 1;
/** What all slow endpoints of all tenants may hold together, so that however many there are, others get on. */
const forSlowEndpoints = 10;
/** Nobody goes beyond a share while so many are held: a tenant that comes next finds its share, even if all of them hang. */
const lentUpTo = deliverySlots - perTenant;

/** A server that takes longer than this to answer is slow, in milliseconds. */
export const slowAfterMs = 5_000;

/** How long an endpoint's server took to answer the last time; unknown where it was not asked yet. */
export type Pace = "quick" | "slow" | "unknown";

export type Slot = { tenantId: string; endpointId: string };

/** The deliveries of an endpoint that are due: how many, and since when the first is, in milliseconds of the epoch. */
export type Line = Slot & { count: number; dueSinceMs: number };

/**
 * How many deliveries of each endpoint begin now, in a process where `running` hold slots and `room` are free. Each goes to
 * the tenant that holds the fewest, there to the endpoint that does, and then to what is due for the longest, while they
 * are within their shares. Once nobody is, what is left is lent to endpoints whose servers are quick, so that a tenant
 * which is alone is not held up by shares that nobody else wants.
 */
export function shareSlots(
  waiting: readonly Line[],
  { room, running, paceOf }: { room: number; running: readonly Slot[]; paceOf: (endpointId: string) => Pace },
): Map<string, number> {
  const held = new HeldSlots(paceOf);
  for (const slot of running) held.add(slot);
  const given = new Map<string, number>();
  for (let count = 0; count < room; count++) {
    const left = waiting.filter((line) => (given.get(line.endpointId) ?? 0) < line.count);
    const next = held.findFirst(left, "in its share") ?? held.findFirst(left, "beyond it");
    if (next === undefined) break;
    held.add(next);
    given.set(next.endpointId, (given.get(next.endpointId) ?? 0) + 1);
  }
  return given;
}

class HeldSlots {
  private total = 0;
  private slow = 0;
  /** By tenant and by endpoint. */
  private readonly counts = new Map<string, number>();

  constructor(private readonly paceOf: (endpointId: string) => Pace) {}

  add({ tenantId, endpointId }: Slot): void {
    this.total++;
    if (this.paceOf(endpointId) === "slow") this.slow++;
    for (const id of [tenantId, endpointId]) this.counts.set(id, this.countOf(id) + 1);
  }

  findFirst(lines: readonly Line[], where: "in its share" | "beyond it"): Line | undefined {
    let first: Line | undefined;
    for (const line of lines) {
      const mayHaveOne = where === "in its share" ? this.isWithinShare(line) : this.mayBorrow(line);
      if (mayHaveOne && (first === undefined || this.compare(line, first) < 0)) first = line;
    }
    return first;
  }

  private isWithinShare({ tenantId, endpointId }: Slot): boolean {
    if (this.countOf(tenantId) >= perTenant) return false;
    if (this.paceOf(endpointId) !== "slow") return this.countOf(endpointId) < perEndpoint;
    return this.countOf(endpointId) < perSlowEndpoint && this.slow < forSlowEndpoints;
  }

  private mayBorrow({ endpointId }: Slot): boolean {
    return this.total < lentUpTo && this.paceOf(endpointId) === "quick";
  }

  private compare(one: Line, other: Line): number {
    return (
      this.countOf(one.tenantId) - this.countOf(other.tenantId) ||
      this.countOf(one.endpointId) - this.countOf(other.endpointId) ||
      one.dueSinceMs - other.dueSinceMs
    );
  }

  private countOf(id: string): number {
    return this.counts.get(id) ?? 0;
  }
}
