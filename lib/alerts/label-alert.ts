import type { Database } from "@/lib/db/client";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import { findToldSubjects, nameAlert } from "./alert-words";
import { alertFactsSchema } from "./schema";

/** What an alert is called in the audit. Fails with not_found, and with conflict where it has been resolved. */
export async function labelAlert(
  db: Database,
  alertId: string,
): Promise<Result<string, Failure<"not_found" | "conflict">>> {
  const alert = await db.alert.findUnique({ where: { id: alertId }, include: { subjects: true } });
  if (alert === null) return fail({ code: "not_found", message: "There is no such alert." });
  if (alert.resolvedAt !== null) return fail({ code: "conflict", message: "The alert was resolved meanwhile." });
  const facts = alertFactsSchema.parse(alert.facts);
  const { where, what } = nameAlert({ ...alert, facts, subjects: findToldSubjects(alert) });
  return succeed(`${where}: ${what}`);
}
