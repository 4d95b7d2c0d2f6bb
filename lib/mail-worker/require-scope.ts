import { Forbidden } from "@/lib/tenancy/require-permission";
import type { WorkerScope } from "./scope-schema";

/** Whether scopes allow what needs `scope`: whoever may manage mailboxes may read what they manage. */
export function hasScope(scopes: readonly string[], scope: WorkerScope): boolean {
  return scopesFor(scope).some((one) => scopes.includes(one));
}

/** The scopes of which any one allows what needs `scope`; `scope` itself is the first. */
export function scopesFor(scope: WorkerScope): WorkerScope[] {
  return scope === "mailboxes:read" ? ["mailboxes:read", "manage"] : [scope];
}

/** Throws Forbidden unless the Worker Key has the scope. Routes ask before; this guards what calls a use case otherwise. */
export function requireScope({ scopes }: { scopes: readonly string[] }, scope: WorkerScope): void {
  if (!hasScope(scopes, scope)) throw new Forbidden(scope);
}
