import type { Database } from "@/lib/db/client";
import type { AlertKind } from "./schema";

/** Who of a tenant is told of alerts by e-mail, of which kinds, and whether it wants a digest. */
export type StoredSettings = {
  recipients: string[];
  mutedKinds: AlertKind[];
  digestEnabled: boolean;
  digestHour: number;
  digestWhenWell: boolean;
};

export const defaultSettings: StoredSettings = {
  recipients: [],
  mutedKinds: [],
  digestEnabled: false,
  digestHour: 8,
  digestWhenWell: false,
};

/** The tenant's settings, or the defaults. */
export async function readSettings(db: Database, tenantId: string): Promise<StoredSettings> {
  return (await db.alertSettings.findUnique({ where: { tenantId }, omit: { tenantId: true } })) ?? defaultSettings;
}

/** The addresses that the tenant's settings name: its own list, or the owners and admins of this moment. */
export async function findRecipients(db: Database, { recipients }: StoredSettings): Promise<string[]> {
  return recipients.length > 0 ? recipients : findAdmins(db);
}

/** The addresses of the tenant's owners and admins. */
export async function findAdmins(db: Database): Promise<string[]> {
  const admins = await db.membership.findMany({
    where: { role: { in: ["owner", "admin"] } },
    select: { user: { select: { email: true } } },
    orderBy: { user: { email: "asc" } },
  });
  return admins.map(({ user }) => user.email);
}
