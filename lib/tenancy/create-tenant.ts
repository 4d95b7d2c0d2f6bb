import { randomUUID } from "node:crypto";
import { recordAudit } from "@/lib/audit/record-audit";
import { TenantVault } from "@/lib/crypto/tenant-vault";
import { asSystem } from "@/lib/db/as-system";
import type { Database } from "@/lib/db/client";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import { Secret } from "@/lib/secret";
import type { TenantContext } from "./context";
import { hashPassword } from "./password";
import type { NewTenant } from "./schema";

/**
 * Creates a tenant with its data key and its first owner. A user that exists already becomes the owner and
 * keeps the password they have; with `isOwnerNew` that is refused. `onlyFirst` refuses with not_found once there
 * is any tenant. A conflict names its field.
 */
export async function createTenant(
  { slug, name, ownerEmail, ownerPassword }: NewTenant,
  caller: { actorLabel: string; requestId: string; onlyFirst: boolean; isOwnerNew?: boolean },
): Promise<Result<{ tenantId: string; slug: string; userId: string }, Failure<"conflict" | "not_found">>> {
  const { actorLabel, requestId, onlyFirst, isOwnerNew = false } = caller;
  const passwordHash = await hashPassword(new Secret(ownerPassword));
  return asSystem("create tenant", async (db) => {
    // One at a time, so that two first visitors cannot both become the first.
    await db.$executeRaw`SELECT pg_advisory_xact_lock(7215002)`;
    if (onlyFirst && (await db.tenant.count()) > 0) {
      return fail({ code: "not_found", message: "The first tenant has been created already. Sign in instead." });
    }
    if ((await db.tenant.count({ where: { slug } })) > 0) {
      return fail({
        code: "conflict",
        message: `There is a tenant "${slug}" already. Choose another address.`,
        facts: { field: "slug" },
      });
    }
    if (isOwnerNew && (await db.user.count({ where: { email: ownerEmail } })) > 0) {
      return fail({
        code: "conflict",
        message: "There is an account with this address already. Use another one.",
        facts: { field: "ownerEmail" },
      });
    }
    const tenantId = randomUUID();
    const dataKeySealed = TenantVault.createDataKey(tenantId, environment().keyRing);
    await db.tenant.create({ data: { id: tenantId, slug, name, dataKeySealed } });
    const userId = await findOrCreateUser(db, ownerEmail, passwordHash);
    await db.membership.create({ data: { tenantId, userId, role: "owner" } });
    const context: TenantContext = {
      tenantId,
      slug,
      name,
      timeZone: "UTC",
      actor: { type: "operator", id: null, label: actorLabel },
      requestId,
    };
    await recordAudit(db, context, {
      action: "tenant.created",
      subject: { type: "tenant", id: tenantId, label: name },
      details: { owner: ownerEmail },
    });
    return succeed({ tenantId, slug, userId });
  });
}

async function findOrCreateUser(db: Database, email: string, passwordHash: string): Promise<string> {
  const known = await db.user.findUnique({ where: { email }, select: { id: true } });
  if (known !== null) return known.id;
  const user = await db.user.create({ data: { email, name: email, password: { create: { hash: passwordHash } } } });
  return user.id;
}
