import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { recordAudit } from "@/lib/audit/record-audit";
import { systemClock } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { getGrant } from "@/lib/grant/get-grant";
import { getIdpConfig } from "@/lib/idp-config/get-idp-config";
import { stageSchema } from "@/lib/mail/schema";
import { fail, type Result, succeed } from "@/lib/result";
import { getSystemEmail } from "@/lib/system-email/get-system-email";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { explainVerification } from "@/lib/verification/explain-verification";
import { hideKnownSecrets } from "./hide-known-secrets";
import { viewAlert } from "./view-alert";

const verificationsPerHalf = 10;
const halves: readonly Half[] = ["remote_mailbox", "outgoing_smtp"];

/**
 * All that is known of a System Email and may be shown to whoever helps, as one JSON text: settings, Grants without their
 * tokens, the IdP Configs without their secrets, how the halves stand, the last ten checks of each with their stages and
 * what they mean, open alerts, and the versions of everything. Notes are left out, because people write anything there.
 * Each text in it is searched for the secrets that are stored for the System Email, as a second net. Audited.
 */
export async function composeSupportBundle(
  context: TenantContext,
  systemEmailId: string,
): Promise<Result<{ fileName: string; json: string }, Failure<"not_found">>> {
  requirePermission(context, "system_email:export");
  const email = await getSystemEmail(context, systemEmailId);
  if (email === null) return fail({ code: "not_found", message: "There is no such System Email." });
  const { notes: _notes, revisions: _revisions, incoming, outgoing, ...settings } = email;
  const madeAt = systemClock();
  const configIds = [...new Set([email.remoteMailbox.idpConfigId, email.outgoingSmtp.idpConfigId])];
  const rows = await inTenant(context, (db) => readRows(db, { systemEmailId, slug: context.slug }));
  const bundle = {
    what: "Mailgrant support bundle",
    madeAt,
    versions: { ...(await readVersions()), ...rows.versions },
    tenant: { slug: context.slug, timeZone: context.timeZone },
    settings,
    states: rows.states,
    grants: await Promise.all(halves.map((half) => getGrant(context, { systemEmailId, half }))),
    idpConfigs: await readConfigs(
      context,
      configIds.filter((id) => id !== null),
    ),
    halfChecks: rows.halfChecks,
    lastVerifications: { incoming: incoming.lastVerification, outgoing: outgoing.lastVerification },
    diagnoses: {
      incoming: await explainVerification(
        context,
        { systemEmailId, half: "remote_mailbox" },
        incoming.lastVerification,
      ),
      outgoing: await explainVerification(context, { systemEmailId, half: "outgoing_smtp" }, outgoing.lastVerification),
    },
    verifications: rows.verifications,
    openAlerts: rows.openAlerts,
  };
  const json = await inTenant(context, async (db) => {
    await recordAudit(db, context, {
      action: "support_bundle.downloaded",
      subject: { type: "system_email", id: systemEmailId, label: email.address },
    });
    return JSON.stringify(await hideKnownSecrets(db, context, systemEmailId, bundle), null, 2);
  });
  const name = email.address.replace(/[^a-z0-9.-]+/gi, "_");
  return succeed({ fileName: `mailgrant-${name}-${madeAt.toISOString().slice(0, 10)}.json`, json });
}

async function readRows(db: Database, { systemEmailId, slug }: { systemEmailId: string; slug: string }) {
  const [versions] = await db.$queryRaw<{ database: string }[]>`SELECT version() AS database`;
  const states = await db.$queryRaw<Record<string, unknown>[]>`
    SELECT half::text, protocol, server, state, reason, since, cause, failure_code AS "failureCode", checked_at AS "checkedAt",
      last_healthy_at AS "lastHealthyAt", failed_in_row AS "failedInRow"
    FROM half_states WHERE tenant_id = current_tenant_id() AND system_email_id = ${systemEmailId}::uuid`;
  const verifications = await Promise.all(
    halves.map((half) =>
      db.verification.findMany({
        where: { systemEmailId, half },
        orderBy: { finishedAt: "desc" },
        take: verificationsPerHalf,
        omit: { tenantId: true, folders: true },
      }),
    ),
  );
  const alerts = await db.alert.findMany({
    where: { resolvedAt: null, subjects: { some: { systemEmailId, leftAt: null } } },
    include: { subjects: { where: { systemEmailId } } },
  });
  return {
    versions: { database: versions?.database ?? "unknown" },
    states,
    halfChecks: await db.halfCheck.findMany({
      where: { systemEmailId },
      omit: { tenantId: true, leaseOwner: true, leaseUntil: true },
    }),
    verifications: verifications.flat().map(({ stages, ...row }) => ({ ...row, stages: stagesSchema.parse(stages) })),
    openAlerts: alerts.map((alert) => viewAlert(alert, slug)),
  };
}

/** What another release stored may have other stages; they are left out rather than shown unread. */
const stagesSchema = z.array(stageSchema).catch([]);

/** An IdP Config serves other System Emails too; which ones is nobody's business who helps with this one. */
async function readConfigs(context: TenantContext, ids: readonly string[]) {
  const configs = await Promise.all(ids.map((id) => getIdpConfig(context, id)));
  return configs.flatMap((config) => {
    if (config === null) return [];
    const { notes: _notes, usedBy, configSignature: _signature, revision: _revision, ...shown } = config;
    return [{ ...shown, usedByCount: usedBy.length }];
  });
}

const packageSchema = z.object({ version: z.string() });

async function readVersions(): Promise<Record<string, string>> {
  const text = await readFile(path.join(process.cwd(), "package.json"), "utf8");
  const { version } = packageSchema.parse(JSON.parse(text));
  return { mailgrant: version, node: process.version, platform: `${process.platform} ${process.arch}` };
}
