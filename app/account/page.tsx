import type { Metadata } from "next";
import Link from "next/link";
import { requireSession } from "@/app/_server/require-tenant";
import { signOut, signOutEverywhere } from "@/app/_server/sign-out";
import { SignInShell } from "@/components/frame/sign-in-shell";
import { ChangePasswordForm } from "@/components/tenancy/change-password-form";
import { SessionList } from "@/components/tenancy/session-list";
import { SubmitButton } from "@/components/ui/submit-button";
import { listSessions } from "@/lib/tenancy/list-sessions";
import { listTenants } from "@/lib/tenancy/list-tenants";
import { changeOwnPassword } from "./actions";

export const metadata: Metadata = { title: "Your account" };

/** The signed-in person's password, where they are signed in, and the way out of all of it. */
export default async function AccountPage() {
  const session = await requireSession();
  const [user, sessions] = await Promise.all([listTenants(session.userId), listSessions(session)]);
  return (
    <SignInShell
      title="Your account"
      description={user === null ? "This account was removed in the meantime." : `Signed in as ${user.email}.`}
      footer={
        <Link href="/tenants" className="link">
          Back to your helpdesks
        </Link>
      }
    >
      <SessionList sessions={sessions} />
      <p className="text-ink-muted">
        Signing out ends a session at once, also for somebody who has a copy of its cookie. Sign out everywhere when a
        computer was lost, or when you do not know one of these.
      </p>
      <div className="flex flex-wrap gap-2">
        <form action={signOut}>
          <SubmitButton variant="secondary" pendingLabel="Signing out…">
            Sign out here
          </SubmitButton>
        </form>
        <form action={signOutEverywhere}>
          <SubmitButton variant="danger" pendingLabel="Signing out…">
            Sign out everywhere
          </SubmitButton>
        </form>
      </div>
      {user !== null && (
        <section aria-labelledby="password" className="grid gap-4 border-t pt-5">
          <div className="grid gap-1">
            <h2 id="password" className="font-medium">
              Password
            </h2>
            <p className="text-ink-muted">
              Another password ends every session but this one, and stands in the audit of your helpdesks.
            </p>
          </div>
          <ChangePasswordForm action={changeOwnPassword} email={user.email} />
        </section>
      )}
    </SignInShell>
  );
}
