import type { Database } from "@/lib/db/client";
import { type Condition, type KnownAlert, type Resolution, subjectId } from "./condition";
import { findCertificateEnds } from "./find-certificate-ends";
import { findCredentialEnds } from "./find-credential-ends";
import { endedStates, findGrantEnds } from "./find-grant-ends";
import { type HalfInUse, readHalvesInUse } from "./read-halves-in-use";
import type { AlertKind } from "./schema";

export const endKinds: readonly AlertKind[] = ["credential_expiring", "certificate_expiring", "grant_ending"];

export type Ends = { conditions: Condition[]; resolve: (alert: KnownAlert) => Resolution };

/**
 * What of the transaction's tenant ends soon: Client Credentials, certificates of mail servers, and Grants. `open` are
 * the alerts that are open.
 */
export async function findEnds(db: Database, open: readonly KnownAlert[], now: Date): Promise<Ends> {
  const halves = await readHalvesInUse(db);
  const credentials = await findCredentialEnds(db, halves, now);
  const certificates = await findCertificateEnds(db, { halves, open }, now);
  const grants = await findGrantEnds(db, halves, now);
  const configs = await db.idpConfig.findMany({ select: { id: true, enabled: true, refusedAt: true } });
  return {
    conditions: [...credentials, ...certificates, ...grants],
    resolve: (alert) => {
      if (alert.kind === "certificate_expiring")
        return halves.some(({ server }) => server === alert.server) ? "recovered" : "closed";
      if (alert.kind === "grant_ending") return endOfGrant(alert, halves);
      const config = configs.find(({ id }) => id === alert.idpConfigId);
      if (config === undefined || !config.enabled) return "closed";
      return config.refusedAt === null ? "recovered" : "superseded";
    },
  };
}

function endOfGrant({ subjects }: KnownAlert, halves: readonly HalfInUse[]): Resolution {
  const concerned = new Set(subjects.map(subjectId));
  const states = halves.filter((half) => concerned.has(subjectId(half))).map(({ state }) => state);
  if (states.length === 0) return "closed";
  return states.some((state) => !endedStates.has(state)) ? "recovered" : "superseded";
}
