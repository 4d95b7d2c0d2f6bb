import type { Role } from "@/lib/db/generated/enums";

/** Who acts. The label is what the audit log shows. */
export type Actor =
  | { type: "user"; id: string; label: string; role: Role }
  | { type: "worker_key"; id: string; label: string; isManager: boolean; readsCredentials: boolean }
  /** Somebody without an account here, who may authorize one mailbox. */
  | { type: "authorization_link"; id: string; label: string }
  | { type: "operator"; id: null; label: string }
  /** What runs by itself: the sweep, the jobs. */
  | { type: "system"; id: null; label: string };

/** A tenant in which a signed-in person acts. */
export type UserContext = TenantContext & { actor: Extract<Actor, { type: "user" }> };

/** A tenant in which somebody authorizes a mailbox: a signed-in person, or whoever was sent a link for it. */
export type AuthorizerContext = TenantContext & { actor: Extract<Actor, { type: "user" | "authorization_link" }> };

/**
 * A tenant that somebody was found to have a right to. Holding one is the only way to a tenant's data; it is
 * made from a membership, a Worker Key or the operator's command line, never from what a request says.
 */
export type TenantContext = {
  tenantId: string;
  slug: string;
  name: string;
  timeZone: string;
  actor: Actor;
  requestId: string;
};
