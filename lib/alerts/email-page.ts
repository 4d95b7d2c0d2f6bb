import { type Sql, sql } from "@/lib/db/sql";

/** How many System Emails a page has: it takes a fraction of a second, also where the database has much else to do. */
export const emailsAtOnce = 5000;
/** The id to begin behind. */
export const beforeAll = "00000000-0000-0000-0000-000000000000";

/** In SQL, the ids of the tenant's next System Emails behind the one of this id. */
export function emailPage(after: string): Sql {
  return sql`SELECT id FROM system_emails WHERE tenant_id = current_tenant_id() AND id > ${after}::uuid
    ORDER BY id LIMIT ${emailsAtOnce}`;
}
