import { readdirSync } from "node:fs";
import path from "node:path";
import { queryEmbedded } from "./query-embedded";
import type { Stage } from "./stage";

/** The ids of what a tenant has, by the name that they have in the paths of pages. */
export type PageIds = {
  tenant: string;
  emailId: string;
  idpConfigId: string;
  workerKeyId: string;
  endpointId: string;
  deliveryId: string;
  verificationId: string;
  alertId: string;
};

/** Every page of the Admin Panel that there is, as its folder says, for example `[tenant]/admin/emails/[emailId]/account`. */
export function listAdminPages(): string[] {
  return readdirSync("app/[tenant]", { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "page.tsx")
    .map((file) => path.join("[tenant]", path.dirname(file)))
    .sort();
}

/** The path of a page with a tenant's ids in it. */
export function fillPath(page: string, ids: PageIds): string {
  const filled = page.replace(/\[(\w+)\]/g, (_whole, name: string) => {
    const value = new Map<string, string>(Object.entries(ids)).get(name);
    if (value === undefined) throw new Error(`No id is known for [${name}] of ${page}`);
    return value;
  });
  return `/${filled}`;
}

/** One of everything that a tenant has, from the embedded database. */
export async function findPageIds(stage: Stage, slug: string): Promise<PageIds> {
  const first = async (table: string) => {
    const statement = `SELECT row.id FROM ${table} row JOIN tenants t ON t.id = row.tenant_id WHERE t.slug = $1 LIMIT 1`;
    const [row] = await queryEmbedded(stage, statement, [slug]);
    return String(row.id);
  };
  return {
    tenant: slug,
    emailId: await first("system_emails"),
    idpConfigId: await first("idp_configs"),
    workerKeyId: await first("worker_keys"),
    endpointId: await first("webhook_endpoints"),
    deliveryId: await first("webhook_deliveries"),
    verificationId: await first("verifications"),
    alertId: await first("alerts"),
  };
}
