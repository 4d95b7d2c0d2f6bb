import { compareSubjects, type Findings } from "./condition";
import { groupHalves } from "./group-halves";
import type { HalfRow } from "./read-halves";
import { inTurn, type Turn } from "./take-turn";
import { reachedDays } from "./warning-days";

/** An IdP Config with the end of the Client Credential that counts. */
export type ConfigEnd = { id: string; name: string; enabled: boolean; refusedAt: Date | null; endsAt: Date | null };

/**
 * The IdP Configs of the tenant and when their Client Credentials end. The newest one of an IdP Config counts: older
 * ones are there to be replaced.
 */
export async function readConfigEnds(turn: Turn): Promise<ConfigEnd[]> {
  const configs = await inTurn(turn, (db) =>
    db.idpConfig.findMany({
      select: {
        id: true,
        name: true,
        enabled: true,
        refusedAt: true,
        clientCredentials: { orderBy: { createdAt: "desc" }, take: 1, select: { expiresOn: true } },
      },
    }),
  );
  return configs.map(({ clientCredentials: [newest], ...config }) => ({
    ...config,
    endsAt: newest?.expiresOn ?? null,
  }));
}

/** Those whose Client Credential ends soon. A refused IdP Config has its own alert. */
export function findEndingConfigs(configs: readonly ConfigEnd[], now: Date) {
  return configs.flatMap(({ id, name, enabled, refusedAt, endsAt }) => {
    const daysLeft = !enabled || refusedAt !== null || endsAt === null ? null : reachedDays(endsAt, now);
    return endsAt === null || daysLeft === null ? [] : [{ id, name, endsAt, daysLeft }];
  });
}

/**
 * The Client Credentials of the tenant that end soon. `halves` are those that are not disabled, with all of the
 * IdP Configs whose Client Credential ends among them.
 */
export function findCredentialEnds(configs: readonly ConfigEnd[], halves: readonly HalfRow[], now: Date): Findings {
  const ending = findEndingConfigs(configs, now);
  const ids = new Set(ending.map(({ id }) => id));
  const halvesOf = groupHalves(halves, ({ idpConfigId }) =>
    idpConfigId !== null && ids.has(idpConfigId) ? idpConfigId : null,
  );
  return {
    kinds: ["credential_expiring"],
    conditions: ending.map(({ id, name, endsAt, daysLeft }) => ({
      key: `credential:${id}`,
      kind: "credential_expiring",
      cause: null,
      idpConfigId: id,
      systemEmailId: null,
      server: null,
      facts: { name, endsAt: endsAt.toISOString(), hasEnded: endsAt <= now },
      daysLeft,
      subjects: (halvesOf.get(id) ?? []).toSorted(compareSubjects),
    })),
    resolve: ({ idpConfigId }) => {
      const config = configs.find(({ id }) => id === idpConfigId);
      if (config === undefined || !config.enabled) return "closed";
      return config.refusedAt === null ? "recovered" : "superseded";
    },
  };
}
