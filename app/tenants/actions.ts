"use server";

import { redirect } from "next/navigation";
import { signOut } from "@/app/_server/sign-in";

/** Signs out and goes to the sign-in page. */
export async function leave(): Promise<never> {
  await signOut();
  redirect("/sign-in");
}
