"use server";

import { redirect } from "next/navigation";
import { signOut as endSession } from "./sign-in";

/** Ends the session of this browser and goes to the sign-in page. Needs no session itself. */
export async function signOut(): Promise<void> {
  await endSession({ isEverywhere: false });
  redirect("/sign-in");
}

/** Ends all sessions of the signed-in person, this one too, and goes to the sign-in page. */
export async function signOutEverywhere(): Promise<void> {
  await endSession({ isEverywhere: true });
  redirect("/sign-in?reason=signed_out_everywhere");
}
