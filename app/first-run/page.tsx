import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { SignInShell } from "@/components/frame/sign-in-shell";
import { NewTenantForm } from "@/components/tenancy/new-tenant-form";
import { environment } from "@/lib/env";
import { isFirstRun } from "@/lib/tenancy/first-run";
import { createFirstTenant } from "./actions";

export const metadata: Metadata = { title: "First run" };

/** Creates the first tenant; once there is one, this page is not there. */
export default async function FirstRunPage() {
  await connection();
  if (!(await isFirstRun())) notFound();
  return (
    <SignInShell
      title="Create the first helpdesk"
      description="Mailgrant is running, and nobody uses it yet. Name your helpdesk and make yourself its owner; the code shows that this is your installation."
      footer="Cannot find the code? It is printed again at every start, until there is a helpdesk."
    >
      <NewTenantForm action={createFirstTenant} publicUrl={environment().publicUrl} isCodeAsked />
    </SignInShell>
  );
}
