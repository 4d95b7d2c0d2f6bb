import { evaluateDueTenants } from "@/lib/alerts/evaluate-due-tenants";
import { noteHeartbeat } from "@/lib/alerts/note-heartbeat";
import { sendDueNotices } from "@/lib/alerts/send-due-notices";
import { log } from "@/lib/log";

/** The note that it has run need not be newer than this. */
const noteEveryMs = 20_000;
let notedAtMs = Number.NEGATIVE_INFINITY;

/**
 * Evaluates the alerts that are due and sends what is to be sent of them; meant to be called every few seconds. It has not
 * run, as the heartbeat sees it, while there are tenants whose alerts are not all told.
 */
export async function runAlerts(stopping: AbortSignal): Promise<void> {
  const evaluated = await evaluateDueTenants(stopping);
  if (evaluated.opened + evaluated.resolved > 0) log.info(evaluated, "alerts changed");
  if (evaluated.unfinished === 0 && performance.now() - notedAtMs > noteEveryMs) {
    await noteHeartbeat("alerts");
    notedAtMs = performance.now();
  }
  const mails = await sendDueNotices(stopping);
  if (mails.sent + mails.failed > 0) log.info(mails, "alert e-mails");
}
