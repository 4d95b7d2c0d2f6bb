import type { Metadata } from "next";
import Link from "next/link";
import { requireSession } from "@/app/_server/require-tenant";
import { signOut, signOutEverywhere } from "@/app/_server/sign-out";
import { SignInShell } from "@/components/frame/sign-in-shell";
import { SessionList } from "@/components/tenancy/session-list";
import { SubmitButton } from "@/components/ui/submit-button";
import { listSessions } from "@/lib/tenancy/list-sessions";
import { listTenants } from "@/lib/tenancy/list-tenants";

export const metadata: Metadata = { title: "Your account" };

/** Where the signed-in person is signed in, and the way out of all of it. */
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
    </SignInShell>
  );
}
