import { asSystem } from "@/lib/db/as-system";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import { isPasswordRight } from "./password";
import { placeOf } from "./place-of";
import { givePointsBack, type Limit, takePoints } from "./rate-limit";
import { readAddress } from "./read-address";

/**
 * Checks an e-mail address and a password. Every wrong pair gets the same answer in the same time, whether or
 * not there is such a user. Ten tries in a quarter of an hour from one place for one address; the limit for
 * one address from all places stands against a caller who invents places.
 */
export async function checkSignIn(
  email: string,
  password: Secret,
  clientAddress: string,
): Promise<Result<{ userId: string }, Failure<"unauthenticated" | "rate_limited">>> {
  const read = readAddress(email);
  const normalized = "address" in read ? read.address : email.trim().toLowerCase();
  const place = placeOf(clientAddress);
  const here = `${normalized} ${place}`;
  const waitSeconds = await takePoints([
    { limit: fromHere, subject: here },
    { limit: fromThisPlace, subject: place },
    { limit: forThisAddress, subject: normalized },
  ]);
  if (waitSeconds > 0) {
    const minutes = Math.ceil(waitSeconds / 60);
    return fail({
      code: "rate_limited",
      message: `Too many tries. Wait ${minutes === 1 ? "a minute" : `${minutes} minutes`}, then try again.`,
    });
  }
  const user = await asSystem("look up sign-in", (db) =>
    db.user.findUnique({ where: { email: normalized }, select: { id: true, password: { select: { hash: true } } } }),
  );
  if (!(await isPasswordRight(user?.password?.hash, password)) || user === null) {
    return fail({ code: "unauthenticated", message: "The email address or the password is wrong." });
  }
  await givePointsBack(fromHere, here);
  return succeed({ userId: user.id });
}

const quarterOfAnHour = 15 * 60;
const fromHere: Limit = { name: "sign-in-here", points: 10, perSeconds: quarterOfAnHour };
const fromThisPlace: Limit = { name: "sign-in-place", points: 100, perSeconds: quarterOfAnHour };
const forThisAddress: Limit = { name: "sign-in-address", points: 50, perSeconds: quarterOfAnHour };
