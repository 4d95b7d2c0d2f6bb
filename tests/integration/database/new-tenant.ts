import { randomBytes } from "node:crypto";
import type { UserContext } from "@/lib/tenancy/context";
import { createTenant } from "@/lib/tenancy/create-tenant";
import { findTenant } from "@/lib/tenancy/find-tenant";

/** A new tenant, seen by its owner. Tests share a database, each in tenants of its own. */
export async function newTenantContext(): Promise<UserContext> {
  const slug = `t-${randomBytes(6).toString("hex")}`;
  const created = await createTenant(
    { slug, name: slug, ownerEmail: `owner@${slug}.test`, ownerPassword: "correct horse battery" },
    { actorLabel: "test", requestId: "test", onlyFirst: false },
  );
  if (!created.ok) throw new Error(created.failure.message);
  const context = await findTenant(created.value.userId, slug, "test");
  if (context === null) throw new Error(`The tenant ${slug} was created but not found`);
  return context;
}
