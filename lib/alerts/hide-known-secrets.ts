import type { Database } from "@/lib/db/client";
import { refreshTokenPlace } from "@/lib/grant/seal-places";
import { readClientSecrets } from "@/lib/idp-config/read-client-secrets";
import { createRedactor } from "@/lib/mail/redact";
import type { MailCredential } from "@/lib/mail/schema";
import type { Secret } from "@/lib/secret";
import { readKnownSecrets } from "@/lib/system-email/read-known-secrets";
import { openVault } from "@/lib/tenancy/open-vault";

/**
 * A copy of a value with every text in it searched for the secrets that are stored for a System Email: its tokens, its
 * passwords and the client secrets of the IdP Configs that it has a Grant of or has chosen. Found ones become `[secret]`.
 */
export async function hideKnownSecrets(
  db: Database,
  tenant: { tenantId: string },
  systemEmailId: string,
  value: unknown,
): Promise<unknown> {
  const redactors = (await readSecrets(db, tenant, systemEmailId)).map(createRedactor);
  // Only a text that holds one is rewritten: the redactor also shortens and joins lines, which suits replies alone.
  const hide = (text: string) => {
    const shown = redactors.reduce((part, redact) => redact(part), text);
    return shown.includes("[secret]") ? shown : text;
  };
  return walk(value, hide);
}

async function readSecrets(
  db: Database,
  tenant: { tenantId: string },
  systemEmailId: string,
): Promise<MailCredential[]> {
  const email = await db.systemEmail.findUniqueOrThrow({
    where: { id: systemEmailId },
    select: {
      remoteMailbox: { select: { idpConfigId: true } },
      outgoingSmtp: { select: { idpConfigId: true } },
      grants: { select: { id: true, idpConfigId: true, refreshTokenSealed: true } },
    },
  });
  const { remoteMailbox, outgoingSmtp, grants } = email;
  const vault = await openVault(db, tenant);
  const secrets: Secret[] = grants.map(({ id, refreshTokenSealed }) =>
    vault.open(refreshTokenSealed, refreshTokenPlace(id)),
  );
  const chosen = [remoteMailbox?.idpConfigId, outgoingSmtp?.idpConfigId];
  for (const id of new Set([...grants.map(({ idpConfigId }) => idpConfigId), ...chosen])) {
    if (id == null) continue;
    secrets.push(...(await readClientSecrets(db, tenant, id)).map(({ clientSecret }) => clientSecret));
  }
  const known = await readKnownSecrets(db, tenant, systemEmailId);
  return [
    ...known,
    ...secrets.map((password): MailCredential => ({ mechanism: "PLAIN", username: "", password })),
    { mechanism: "NONE" },
  ];
}

function walk(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((entry) => walk(entry, hide));
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [hide(name), walk(entry, hide)]));
}
