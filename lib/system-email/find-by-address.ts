import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

/** The ids of the System Emails with these addresses, in their order; a failure names the first that there is not. */
export async function findByAddress(
  context: TenantContext,
  addresses: readonly string[],
): Promise<Result<string[], Failure<"not_found">>> {
  requirePermission(context, "system_email:read");
  const wanted = addresses.map((address) => address.toLowerCase());
  const found = await inTenant(context, (db) =>
    db.systemEmail.findMany({ where: { address: { in: wanted } }, select: { id: true, address: true } }),
  );
  const idOf = new Map(found.map(({ id, address }) => [address, id]));
  const ids: string[] = [];
  for (const address of wanted) {
    const id = idOf.get(address);
    if (id === undefined) return fail({ code: "not_found", message: `There is no System Email ${address}.` });
    ids.push(id);
  }
  return succeed(ids);
}
