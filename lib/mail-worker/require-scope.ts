import { Forbidden } from "@/lib/tenancy/require-permission";
import type { WorkerScope } from "./scope-schema";

/** Throws Forbidden unless the Worker Key has the scope. Routes ask before; this guards what calls a use case otherwise. */
export function requireScope({ scopes }: { scopes: readonly string[] }, scope: WorkerScope): void {
  if (!scopes.includes(scope)) throw new Forbidden(scope);
}
