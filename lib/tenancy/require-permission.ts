import type { Role } from "@/lib/db/generated/enums";
import type { TenantContext } from "./context";

export type Permission =
  | "system_email:read"
  | "system_email:write"
  | "system_email:verify"
  | "idp_config:read"
  | "idp_config:write"
  | "grant:write"
  | "grant:authorize"
  | "worker_key:read"
  | "worker_key:write"
  | "webhook:read"
  | "webhook:write"
  | "alert:read"
  | "alert:write"
  /** To choose another server for a mailbox that has a password or a Grant: it is sent there, and can be read there. */
  | "system_email:redirect"
  /** To take all that is known of a System Email away as a file, without its secrets. */
  | "system_email:export"
  | "audit:read"
  /** To change what holds for the whole tenant, such as its time zone. */
  | "tenant:write"
  /** The operator's alone. */
  | "tenant:delete";

/** Somebody asked for what their role does not allow. The pages do not offer it, so this is a guard, not a message. */
export class Forbidden extends Error {
  override name = "Forbidden";

  constructor(readonly permission: string) {
    super(`The role lacks the permission ${permission}`);
  }
}

/** Throws Forbidden unless the context's actor may do this. */
export function requirePermission(context: TenantContext, permission: Permission): void {
  if (!mayDo(context, permission)) throw new Forbidden(permission);
}

/**
 * Whether the context's actor may do this, so that a page can leave out what would be refused. The operator and what
 * runs by itself may do everything; a Worker Key manages mailboxes with the scope `manage` alone, and never keys, and
 * sends a sign-in elsewhere only where it may read it anyway; an Authorization Link goes to the provider and does nothing else.
 */
export function mayDo({ actor }: TenantContext, permission: Permission): boolean {
  if (actor.type === "operator" || actor.type === "system") return true;
  if (actor.type === "worker_key") {
    const isFit = permission === "system_email:redirect" ? actor.readsCredentials : managing.has(permission);
    return actor.isManager && isFit;
  }
  if (actor.type === "authorization_link") return permission === "grant:authorize";
  return permissionsOf[actor.role].has(permission);
}

const reading: Permission[] = [
  "system_email:read",
  "idp_config:read",
  "worker_key:read",
  "webhook:read",
  "alert:read",
  "audit:read",
];
const managing: ReadonlySet<Permission> = new Set([
  "system_email:read",
  "system_email:write",
  "system_email:verify",
  "idp_config:read",
  "idp_config:write",
  "grant:write",
  "webhook:read",
  "webhook:write",
]);
const everything: Permission[] = [
  ...reading,
  "system_email:write",
  "system_email:redirect",
  "system_email:verify",
  "idp_config:write",
  "grant:write",
  "grant:authorize",
  "worker_key:write",
  "webhook:write",
  "alert:write",
  "system_email:export",
  "tenant:write",
];

const permissionsOf: Record<Role, ReadonlySet<Permission>> = {
  owner: new Set(everything),
  admin: new Set(everything),
  viewer: new Set(reading),
};
