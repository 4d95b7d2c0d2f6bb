import type { Failure } from "@/lib/errors";
import { fail, type Result } from "@/lib/result";
import { createTenant } from "./create-tenant";
import { placeOf } from "./place-of";
import { type Limit, takePoints } from "./rate-limit";
import type { NewTenant } from "./schema";

/**
 * Creates a tenant for a stranger, where the operator lets strangers in. Only for an address that has no account
 * yet: nobody becomes the owner of something they did not ask for. Five in an hour from one place.
 */
export async function signUp(
  input: NewTenant,
  { clientAddress, requestId }: { clientAddress: string; requestId: string },
): Promise<Result<{ slug: string }, Failure<"conflict" | "not_found" | "rate_limited">>> {
  const waitSeconds = await takePoints([{ limit: newTenants, subject: placeOf(clientAddress) }]);
  if (waitSeconds > 0) {
    const minutes = Math.ceil(waitSeconds / 60);
    return fail({
      code: "rate_limited",
      message: `Too many helpdesks were created from here. Wait ${minutes === 1 ? "a minute" : `${minutes} minutes`}, then try again.`,
    });
  }
  return createTenant(input, { actorLabel: input.ownerEmail, requestId, onlyFirst: false, isOwnerNew: true });
}

const newTenants: Limit = { name: "sign-up", points: 5, perSeconds: 60 * 60 };
