import { CircleCheck, KeyRound } from "lucide-react";
import type { ReactNode } from "react";
import { RelativeTime } from "@/components/ui/relative-time";

export type Authorization = {
  resourceOwner: string;
  authorizedAt: Date;
  authorizedByEmail: string;
  /** Why it does not count, or null. */
  problem: string | null;
};

type AuthorizationNoteProps = {
  authorization: Authorization | null;
  timeZone: string;
  /** It is the Remote Mailbox's, and given and renewed there. */
  isBorrowed?: boolean | undefined;
};

/** Who authorized a half, or that nobody has, or why the authorization does not count any more. */
export function AuthorizationNote({ authorization, timeZone, isBorrowed }: AuthorizationNoteProps) {
  if (authorization === null) {
    if (isBorrowed) return <Line icon="key">Not authorized yet: authorize the Remote Mailbox first.</Line>;
    return (
      <Line icon="key">
        Not authorized yet. <strong className="font-medium text-ink">Config</strong> saves this tab and opens the steps.
      </Line>
    );
  }
  const { resourceOwner, authorizedAt, authorizedByEmail, problem } = authorization;
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone }).format(authorizedAt);
  const who = (
    <>
      Authorized as <span className="font-mono wrap-anywhere">{resourceOwner}</span>, {day} (
      <RelativeTime at={authorizedAt} timeZone={timeZone} />
      ), by {authorizedByEmail}
    </>
  );
  if (problem === null) return <Line icon="check">{who}</Line>;
  return (
    <Line icon="key">
      <span className="text-attention">Needs re-authorization: {problem}</span> {who}.
    </Line>
  );
}

function Line({ icon, children }: { icon: "check" | "key"; children: ReactNode }) {
  return (
    <span className="flex items-start gap-1.5">
      {icon === "check" ? (
        <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
      ) : (
        <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0 text-attention" />
      )}
      <span className="min-w-0">{children}</span>
    </span>
  );
}
