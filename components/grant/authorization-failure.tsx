import type { ReactNode } from "react";
import { Banner } from "@/components/ui/banner";
import { CodeBlock } from "@/components/ui/code-block";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ToldDiagnosis } from "@/lib/grant/explain-authorization";

type AuthorizationFailureProps = {
  diagnosis: ToldDiagnosis;
  at: Date;
  timeZone: string;
  /** What else is to be known, such as that the old Grant goes on. */
  children?: ReactNode;
};

/** Why an authorization failed: what it means, who can mend it, the next steps, and what support asks for. */
export function AuthorizationFailure({ diagnosis, at, timeZone, children }: AuthorizationFailureProps) {
  const { title, explanation, whoCanMend, steps, commands, reference } = diagnosis;
  return (
    <Banner tone="danger" title={title}>
      <div className="grid gap-3">
        <p>{explanation}</p>
        {children}
        <p>
          <span className="font-medium">Who can mend it:</span> {whoCanMend}
        </p>
        <ol className="list-decimal space-y-1 pl-5">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        {commands.map(({ command, changes, shell }) => (
          <div key={command} className="grid min-w-0 gap-1">
            <CodeBlock code={command} label={shell === "powershell" ? "Or in PowerShell" : "Or in a shell"} />
            <p className="text-xs">{changes}</p>
          </div>
        ))}
        {reference.length > 0 && (
          <dl className="grid gap-x-4 gap-y-1 border-t border-danger-line pt-2 text-xs sm:grid-cols-[auto_minmax(0,1fr)]">
            {reference.map(({ label, value }) => (
              <div key={label} className="contents">
                <dt className="text-ink-muted">{label}</dt>
                <dd className="font-mono wrap-anywhere select-all">{value}</dd>
              </div>
            ))}
          </dl>
        )}
        <p className="text-xs text-ink-muted">
          <RelativeTime at={at} timeZone={timeZone} isExactShown />
        </p>
      </div>
    </Banner>
  );
}
