import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { currentSession } from "@/app/_server/sign-in";
import { SignInShell } from "@/components/frame/sign-in-shell";
import { SignInForm } from "@/components/tenancy/sign-in-form";
import { Banner } from "@/components/ui/banner";
import { environment } from "@/lib/env";
import { isFirstRun } from "@/lib/tenancy/first-run";
import { signInWithPassword } from "./actions";
import { localPath } from "./local-path";

export const metadata: Metadata = { title: "Sign in" };

/** Where everybody comes from who has no session, and goes back to `?next=` from. */
export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { next: given, reason } = await searchParams;
  const next = localPath(given);
  if ((await currentSession()) !== null) redirect(next ?? "/tenants");
  if (await isFirstRun()) redirect("/first-run");
  return (
    <SignInShell
      title="Sign in"
      description="To look after the mailboxes of your helpdesk."
      footer={
        environment().isSignUpOpen ? (
          <>
            Your helpdesk is not here yet?{" "}
            <Link href="/sign-up" className="link">
              Create it
            </Link>
          </>
        ) : (
          "Forgotten the password, or no account yet? Ask whoever runs this installation."
        )
      }
    >
      {reason === "session_gone" && (
        <Banner tone="warning" title="Your session ended while you were at the provider.">
          Nothing was changed. Sign in again, then press Submit once more.
        </Banner>
      )}
      {reason === "session_ended" && (
        <Banner tone="warning" title="Your session has ended.">
          Nothing was saved. Sign in, and you come back to where you were.
        </Banner>
      )}
      {reason === "signed_out_everywhere" && (
        <Banner tone="success" title="You are signed out everywhere.">
          Every browser that was signed in as you has to sign in again.
        </Banner>
      )}
      <SignInForm action={signInWithPassword} next={next} />
    </SignInShell>
  );
}
