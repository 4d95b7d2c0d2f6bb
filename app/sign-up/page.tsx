import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { SignInShell } from "@/components/frame/sign-in-shell";
import { NewTenantForm } from "@/components/tenancy/new-tenant-form";
import { environment } from "@/lib/env";
import { signUpHelpdesk } from "./actions";

export const metadata: Metadata = { title: "Sign up" };

/** Creates a tenant for a stranger, where the operator lets strangers in; elsewhere this page is not there. */
export default async function SignUpPage() {
  await connection();
  const { isSignUpOpen, publicUrl } = environment();
  if (!isSignUpOpen) notFound();
  return (
    <SignInShell
      title="Create your helpdesk"
      description="Mailgrant keeps its mailboxes authorized. You are its owner and can add others later."
      footer={
        <>
          You have an account already?{" "}
          <Link href="/sign-in" className="link">
            Sign in
          </Link>
        </>
      }
    >
      <NewTenantForm action={signUpHelpdesk} publicUrl={publicUrl} isCodeAsked={false} />
    </SignInShell>
  );
}
