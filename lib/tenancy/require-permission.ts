import type { Role } from "@/lib/db/generated/enums";
import type { TenantContext } from "./context";

export type Permission =
  | "system_email:read"
  | "system_email:write"
  | "system_email:verify"
  | "idp_config:read"
  | "idp_config:write"
  | "grant:write"
  | "worker_key:read"
  | "worker_key:write"
  | "audit:read";

/** Somebody asked for what their role does not allow. The pages do not offer it, so this is a guard, not a message. */
export class Forbidden extends Error {
  override name = "Forbidden";

  constructor(readonly permission: Permission) {
    super(`The role lacks the permission ${permission}`);
  }
}

/** Throws Forbidden unless the context's actor may do this. */
export function requirePermission(context: TenantContext, permission: Permission): void {
  if (!mayDo(context, permission)) throw new Forbidden(permission);
}

/**
 * Whether the context's actor may do this, so that a page can leave out what would be refused. The operator and what
 * runs by itself may do everything; a Worker Key manages mailboxes with the scope `manage` alone, and never keys.
 */
export function mayDo({ actor }: TenantContext, permission: Permission): boolean {
  if (actor.type === "operator" || actor.type === "system") return true;
  if (actor.type === "worker_key") return actor.isManager && managing.has(permission);
  return permissionsOf[actor.role].has(permission);
}

const reading: Permission[] = ["system_email:read", "idp_config:read", "worker_key:read", "audit:read"];
const managing: ReadonlySet<Permission> = new Set([
  "system_email:read",
  "system_email:write",
  "system_email:verify",
  "idp_config:read",
  "idp_config:write",
  "grant:write",
]);
const everything: Permission[] = [
  ...reading,
  "system_email:write",
  "system_email:verify",
  "idp_config:write",
  "grant:write",
  "worker_key:write",
];

const permissionsOf: Record<Role, ReadonlySet<Permission>> = {
  owner: new Set(everything),
  admin: new Set(everything),
  viewer: new Set(reading),
};
