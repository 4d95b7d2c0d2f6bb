"use server";

import { redirect } from "next/navigation";
import { signOut as endSession } from "./sign-in";

/** Ends the session of this browser and goes to the sign-in page. Needs no session itself. */
export async function signOut(): Promise<void> {
  await endSession();
  redirect("/sign-in");
}
