import { CircleCheck, KeyRound } from "lucide-react";
import { RelativeTime } from "@/components/ui/relative-time";

export type Authorization = {
  resourceOwner: string;
  authorizedAt: Date;
  authorizedByEmail: string;
  /** Why it does not count, or null. */
  problem: string | null;
};

type AuthorizationNoteProps = { authorization: Authorization | null; timeZone: string };

/** Who authorized a half, or that nobody has, or why the authorization does not count any more. */
export function AuthorizationNote({ authorization, timeZone }: AuthorizationNoteProps) {
  if (authorization === null) {
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

function Line({ icon, children }: { icon: "check" | "key"; children: React.ReactNode }) {
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
