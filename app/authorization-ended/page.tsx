import type { Metadata } from "next";
import { z } from "zod";
import { currentSession } from "@/app/_server/sign-in";
import { SignInShell } from "@/components/frame/sign-in-shell";
import { LinkButton } from "@/components/ui/link-button";

export const metadata: Metadata = { title: "This sign-in ended here" };

const texts = {
  state_unknown: {
    title: "This sign-in is not one that Mailgrant started",
    explanation:
      "What came back from the provider belongs to no authorization that is under way. The link may be old or a bookmark, or somebody else may have sent it to you. Nothing was changed.",
    next: "To authorize a mailbox, open its System Email, Config, IdP Config, and press Submit there.",
  },
  session_other: {
    title: "This sign-in was started by somebody else",
    explanation:
      "An authorization has to come back in the browser and for the person that started it, so that nobody can finish another person's. It has been ended, and nothing was changed.",
    next: "Whoever started it presses Submit in IdP Config again and stays in that browser until they are back.",
  },
} as const;

const querySchema = z.object({ reason: z.enum(["state_unknown", "session_other"]).catch("state_unknown") });

type AuthorizationEndedProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Where an answer of a provider ends that belongs to no dialog which this browser may see. */
export default async function AuthorizationEndedPage({ searchParams }: AuthorizationEndedProps) {
  const { title, explanation, next } = texts[querySchema.parse(await searchParams).reason];
  const session = await currentSession();
  return (
    <SignInShell title={title}>
      <p>{explanation}</p>
      <p>{next}</p>
      <div>
        {session === null ? (
          <LinkButton href="/sign-in" variant="primary">
            Sign in
          </LinkButton>
        ) : (
          <LinkButton href="/tenants" variant="primary">
            Go to your helpdesks
          </LinkButton>
        )}
      </div>
    </SignInShell>
  );
}
