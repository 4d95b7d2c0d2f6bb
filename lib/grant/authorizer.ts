import type { AuthorizerContext } from "@/lib/tenancy/context";

/** Who authorizes, as the rows of an authorization keep it: a user or a link, never both. */
export function authorizerOf({ type, id }: AuthorizerContext["actor"]): {
  userId: string | null;
  linkId: string | null;
} {
  return type === "user" ? { userId: id, linkId: null } : { userId: null, linkId: id };
}
