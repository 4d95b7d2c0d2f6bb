import { afterAll, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { enterTenant } from "@/lib/tenancy/enter-tenant";
import { Forbidden } from "@/lib/tenancy/require-permission";
import { saveTenantSettings, tenantSettingsRevision } from "@/lib/tenancy/save-tenant-settings";
import { startSession } from "@/lib/tenancy/start-session";
import { newTenantContext } from "./new-tenant";

afterAll(disconnect);

const audited = (context: { tenantId: string }) =>
  inTenant(context, (db) => db.auditEvent.findMany({ where: { action: "tenant.changed" }, orderBy: { at: "asc" } }));
const stored = (context: { tenantId: string }) =>
  inTenant(context, async (db) =>
    (await db.tenant.findMany({ select: { timeZone: true } })).map((row) => row.timeZone),
  );

describe("a tenant's time zone", () => {
  test("is what the next request is told times in, and stands in the audit with what it was", async () => {
    const [context, other] = [await newTenantContext(), await newTenantContext()];
    const session = {
      userId: context.actor.id,
      sessionId: await startSession(context.actor.id, { clientAddress: "x" }),
    };
    expect(await saveTenantSettings(context, { timeZone: "Europe/Berlin" })).toEqual({ ok: true, value: null });
    expect(await enterTenant(session, context.slug, "test")).toMatchObject({ value: { timeZone: "Europe/Berlin" } });
    expect(await audited(context)).toMatchObject([
      {
        actorLabel: context.actor.label,
        subjectType: "tenant",
        details: { timeZone: "Europe/Berlin", timeZoneBefore: "UTC" },
      },
    ]);
    expect(await stored(other)).toEqual(["UTC"]);
  });

  test("that is saved already is no change", async () => {
    const context = await newTenantContext();
    expect(await saveTenantSettings(context, { timeZone: "UTC" })).toMatchObject({ ok: true });
    expect(await audited(context)).toEqual([]);
  });

  test("is an owner's and an admin's to change, and not a viewer's", async () => {
    const owner = await newTenantContext();
    const as = (role: "admin" | "viewer") => ({ ...owner, actor: { ...owner.actor, role } });
    await expect(saveTenantSettings(as("viewer"), { timeZone: "Asia/Kolkata" })).rejects.toThrow(Forbidden);
    expect(await stored(owner)).toEqual(["UTC"]);
    expect(await saveTenantSettings(as("admin"), { timeZone: "Asia/Kolkata" })).toMatchObject({ ok: true });
    expect(await stored(owner)).toEqual(["Asia/Kolkata"]);
  });

  test("that somebody changed since the form was filled is told, and saved over when pressed once more", async () => {
    const context = await newTenantContext();
    const revision = tenantSettingsRevision(context);
    await saveTenantSettings(context, { timeZone: "Europe/Berlin" }, { revision });
    const refused = await saveTenantSettings(context, { timeZone: "Asia/Tokyo" }, { revision });
    expect(refused).toMatchObject({
      ok: false,
      failure: { code: "conflict", facts: { "kept.timeZone": "Europe/Berlin" } },
    });
    const again = refused.ok ? undefined : refused.failure.facts?.revision;
    expect(await saveTenantSettings(context, { timeZone: "Asia/Tokyo" }, { revision: again })).toMatchObject({
      ok: true,
    });
    expect(await stored(context)).toEqual(["Asia/Tokyo"]);
  });
});
