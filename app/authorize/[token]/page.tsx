import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { linkPath, linkTokenSchema } from "@/app/_server/link-session";
import { clientAddress, requestId } from "@/app/_server/request";
import { SignInShell } from "@/components/frame/sign-in-shell";
import { LinkIncomplete } from "@/components/grant/link-incomplete";
import { LinkInvitation } from "@/components/grant/link-invitation";
import { LinkOutcome } from "@/components/grant/link-outcome";
import { LinkWithdrawn } from "@/components/grant/link-withdrawn";
import { openAuthorizationLink } from "@/lib/grant/open-authorization-link";
import { Secret } from "@/lib/secret";
import { rowIdSchema } from "@/lib/system-email/schema";

export const metadata: Metadata = {
  title: "Authorize a mailbox",
  referrer: "no-referrer",
  robots: { index: false, follow: false },
};

const querySchema = z.object({
  outcome: rowIdSchema.nullable().catch(null).default(null),
  replayed: z.literal("1").optional().catch(undefined),
});

type AuthorizePageProps = {
  params: Promise<{ token: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** Asks whoever was sent an Authorization Link to sign in at the provider, and tells how that ended. No account here. */
export default async function AuthorizePage({ params, searchParams }: AuthorizePageProps) {
  const token = linkTokenSchema.safeParse((await params).token);
  // It has no secret in it at all, so that saying so tells nobody anything about links that there are.
  if (!token.success) return <LinkIncomplete />;
  const { outcome, replayed } = querySchema.parse(await searchParams);
  const opened = await openAuthorizationLink(new Secret(token.data), {
    outcomeId: outcome,
    isReplay: replayed !== undefined,
    clientAddress: await clientAddress(),
    requestId: await requestId(),
  });
  if (!opened.ok) {
    if (opened.failure.code === "link_unusable") notFound();
    return <SignInShell title="Please wait a moment">{opened.failure.message}</SignInShell>;
  }
  const link = opened.value;
  if (link.withdrawn !== null) return <LinkWithdrawn link={link} withdrawn={link.withdrawn} />;
  const beginPath = `${linkPath(token.data)}/begin`;
  if (link.ended !== null) return <LinkOutcome link={link} ended={link.ended} beginPath={beginPath} />;
  return <LinkInvitation link={link} beginPath={beginPath} />;
}
