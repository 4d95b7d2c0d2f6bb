import { redirect } from "next/navigation";
import { connection } from "next/server";
import { isFirstRun } from "@/lib/tenancy/first-run";

/** The start: to the first run while there is nothing yet, else to the tenants of whoever is signed in. */
export default async function StartPage(): Promise<never> {
  await connection();
  redirect((await isFirstRun()) ? "/first-run" : "/tenants");
}
