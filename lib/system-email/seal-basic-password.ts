import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import { Secret } from "@/lib/secret";
import { openVault } from "@/lib/tenancy/open-vault";

const tableOf: Record<Half, string> = { remote_mailbox: "remote_mailboxes", outgoing_smtp: "outgoing_smtps" };

/** Where the Basic password of a half stands, for the vault's seal. */
export function basicPasswordPlace(half: Half, systemEmailId: string) {
  return { table: tableOf[half], rowId: systemEmailId, column: "basic_password_sealed" };
}

/** The column to write for a Basic password that was typed; an empty one keeps what is saved. */
export async function sealBasicPassword(
  db: Database,
  tenant: { tenantId: string },
  { half, systemEmailId, password }: { half: Half; systemEmailId: string; password: string },
): Promise<{ basicPasswordSealed?: string }> {
  if (password === "") return {};
  const vault = await openVault(db, tenant);
  return { basicPasswordSealed: vault.seal(new Secret(password), basicPasswordPlace(half, systemEmailId)) };
}
