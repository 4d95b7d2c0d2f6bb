import { ChevronRight } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { requireSession } from "@/app/_server/require-tenant";
import { signOut } from "@/app/_server/sign-out";
import { SignInShell } from "@/components/frame/sign-in-shell";
import { SubmitButton } from "@/components/ui/submit-button";
import { listTenants } from "@/lib/tenancy/list-tenants";

export const metadata: Metadata = { title: "Your helpdesks" };

/** The tenants of the signed-in person; with one of them there is nothing to choose. */
export default async function TenantsPage() {
  const { userId } = await requireSession();
  const user = await listTenants(userId);
  const tenants = user?.tenants ?? [];
  const [first, second] = tenants;
  if (first !== undefined && second === undefined) redirect(`/${first.slug}/admin`);
  const signOutButton = (
    <form action={signOut}>
      <SubmitButton variant="secondary" pendingLabel="Signing out…">
        Sign out
      </SubmitButton>
    </form>
  );
  if (first === undefined) {
    return (
      <SignInShell title={user === null ? "This account is gone" : "You are in no helpdesk yet"}>
        <p>
          {user === null
            ? "You are signed in to an account that was removed in the meantime."
            : `You are signed in as ${user.email}, and no helpdesk here lists you as a member. If you should be in one, ask an owner or an admin of it to add this address; then reload this page.`}
        </p>
        {signOutButton}
      </SignInShell>
    );
  }
  return (
    <SignInShell
      title="Choose a helpdesk"
      description={`Signed in as ${user?.email}.`}
      footer={<div className="flex">{signOutButton}</div>}
    >
      <ul className="divide-y rounded-md border">
        {tenants.map(({ slug, name }) => (
          <li key={slug}>
            <Link
              href={`/${slug}/admin`}
              className="flex min-h-12 items-center gap-3 px-3 py-2 hover:bg-hover focus-visible:-outline-offset-2"
            >
              <span className="min-w-0 grow">
                <span className="block truncate font-medium">{name}</span>
                <span className="block truncate font-mono text-xs text-ink-muted">/{slug}</span>
              </span>
              <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-muted" />
            </Link>
          </li>
        ))}
      </ul>
    </SignInShell>
  );
}
