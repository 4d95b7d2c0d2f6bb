import { type FailureCode, failures } from "@/lib/errors";
import type { operations } from "@/lib/mail-worker/contract";
import type { Operation } from "@/lib/mail-worker/operation";

type OperationName = keyof typeof operations;

const grantProblems: FailureCode[] = [
  "needs_authorization",
  "needs_reauthorization",
  "idp_configuration",
  "refresh_pending",
  "provider_unavailable",
];

/** What can go wrong with one call beyond what can with every call of its kind. */
const ownProblems: Partial<Record<OperationName, readonly FailureCode[]>> = {
  readCredentials: grantProblems,
  listEvents: ["cursor_expired"],
  renewLease: ["lease_lost"],
  endLease: ["lease_lost"],
  createMailbox: ["conflict"],
  changeMailbox: ["conflict"],
  createAuthorizationLink: ["conflict"],
  withdrawAuthorizationLink: ["conflict"],
  createIdpConfig: ["conflict"],
  changeIdpConfig: ["conflict"],
  deleteIdpConfig: ["conflict"],
  removeClientCredential: ["conflict"],
  createWebhook: ["conflict"],
  replayWebhookDelivery: ["conflict"],
};

/** The codes of the problems that a call can answer, by HTTP status, the smallest first. */
export function problemsOf(name: string, operation: Operation): [status: number, codes: FailureCode[]][] {
  const isWrite = operation.method !== "GET" && operation.isRead !== true;
  const codes = new Set<FailureCode>([
    "invalid_request",
    "unauthenticated",
    "forbidden_scope",
    "forbidden_network",
    "method_not_allowed",
    ...(operation.path.includes("{") ? (["not_found"] as const) : []),
    ...(operation.body === null ? [] : (["too_large", "unsupported_media_type"] as const)),
    ...(isWrite ? (["request_under_way", "idempotency_key_reused"] as const) : []),
    ...(isOperationName(name) ? (ownProblems[name] ?? []) : []),
    "rate_limited",
    "internal",
    "database_unavailable",
  ]);
  const byStatus = new Map<number, FailureCode[]>();
  for (const code of codes) {
    const { status } = failures[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return [...byStatus].sort(([one], [other]) => one - other);
}

function isOperationName(name: string): name is keyof typeof ownProblems {
  return Object.hasOwn(ownProblems, name);
}
