import type { Half, IncomingAuthentication, OutgoingAuthentication } from "@/lib/db/generated/enums";
import type { Diagnosis } from "@/lib/diagnosis/schema";
import type { Failure } from "@/lib/errors";
import type { Stage } from "@/lib/mail/schema";
import { fail, type Result, succeed } from "@/lib/result";
import { chooseSignIn } from "@/lib/system-email/choose-sign-in";
import { loadSystemEmail } from "@/lib/system-email/get-mail-access";
import type { TenantContext } from "@/lib/tenancy/context";
import { takePoints } from "@/lib/tenancy/rate-limit";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { type CheckFailure, checkAndKeep } from "./check-and-keep";
import { askedChecks } from "./check-limit";
import type { ConfigItem } from "./config-check-schema";
import { inspectIdpConfig } from "./inspect-idp-config";

/** What a check of everything tells while it runs. A half ends with its outcome, or with why it could not be checked. */
export type EverythingEvent =
  | { type: "stage"; half: Half; stage: Stage; diagnosis: Diagnosis | null }
  | { type: "half_finished"; half: Half; isHealthy: boolean }
  | { type: "half_failed"; half: Half; failure: CheckFailure }
  | { type: "config_item"; half: Half; item: ConfigItem }
  | { type: "config_finished"; half: Half }
  | { type: "config_failed"; half: Half; failure: Failure };

/**
 * Checks all there is of a System Email at once: the halves that have a mail server, in parallel, and what each of them
 * signs in by at its identity provider. Everything is told to `tell` as soon as it is over, and kept.
 */
export async function checkEverything(
  context: TenantContext,
  systemEmailId: string,
  tell: (event: EverythingEvent) => void,
): Promise<Result<null, Failure<"not_found" | "rate_limited">>> {
  requirePermission(context, "system_email:verify");
  const waitSeconds = await takePoints([{ limit: askedChecks, subject: context.tenantId }]);
  if (waitSeconds > 0)
    return fail({ code: "rate_limited", message: `Too many checks at once. Try again in ${waitSeconds} seconds.` });
  const email = await loadSystemEmail(context, systemEmailId);
  if (email === null) return fail({ code: "not_found", message: "There is no such System Email." });
  const { checkedHalves, configHalves } = planEverything(email);
  const ended = await Promise.allSettled([
    ...checkedHalves.map((half) => checkHalf(context, { systemEmailId, half }, tell)),
    ...configHalves.map((half) => checkConfig(context, { systemEmailId, half }, tell)),
  ]);
  // All of it has ended before a surprise in one of them is told.
  for (const one of ended) if (one.status === "rejected") throw one.reason;
  return succeed(null);
}

/** The halves that have a mail server, and those by whose own Grants they sign in. */
export function planEverything({
  remoteMailbox,
  outgoingSmtp,
}: {
  remoteMailbox: { host: string; authentication: IncomingAuthentication };
  outgoingSmtp: { host: string; authentication: OutgoingAuthentication };
}): { checkedHalves: Half[]; configHalves: Half[] } {
  const checkedHalves: Half[] = [
    ...(remoteMailbox.host === "" ? [] : (["remote_mailbox"] as const)),
    ...(outgoingSmtp.host === "" ? [] : (["outgoing_smtp"] as const)),
  ];
  const authentications = { incoming: remoteMailbox.authentication, outgoing: outgoingSmtp.authentication };
  const signIns = (["remote_mailbox", "outgoing_smtp"] as const).map((half) => chooseSignIn(half, authentications));
  const configHalves = signIns.flatMap((signIn) => (signIn.kind === "oauth2" ? [signIn.servingHalf] : []));
  return { checkedHalves, configHalves: [...new Set(configHalves)] };
}

async function checkHalf(
  context: TenantContext,
  place: { systemEmailId: string; half: Half },
  tell: (event: EverythingEvent) => void,
): Promise<void> {
  const { half } = place;
  const checked = await checkAndKeep(context, place, (stage, diagnosis) =>
    tell({ type: "stage", half, stage, diagnosis }),
  );
  if (checked.ok) tell({ type: "half_finished", half, isHealthy: checked.value.isHealthy });
  else tell({ type: "half_failed", half, failure: checked.failure });
}

async function checkConfig(
  context: TenantContext,
  place: { systemEmailId: string; half: Half },
  tell: (event: EverythingEvent) => void,
): Promise<void> {
  const { half } = place;
  const inspected = await inspectIdpConfig(context, place, (item) => tell({ type: "config_item", half, item }));
  if (inspected.ok) tell({ type: "config_finished", half });
  else tell({ type: "config_failed", half, failure: inspected.failure });
}
