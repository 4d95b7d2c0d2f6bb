import { UserRoundCog } from "lucide-react";
import type { ReactNode } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { Steps } from "@/components/ui/steps";
import { causeLabels } from "@/lib/diagnosis/cause-words";
import { sureFrom } from "@/lib/diagnosis/confidence-schema";
import { ownerLabels } from "@/lib/diagnosis/owner-words";
import type { Command, Diagnosis } from "@/lib/diagnosis/schema";

type DiagnosisPanelProps = {
  diagnosis: Diagnosis;
  /** The level of the title, as the page's headings have it. */
  headingLevel?: 2 | 3 | 4 | undefined;
  /** What belongs between who can mend it and the steps, such as the claims of the token. */
  children?: ReactNode;
};

/** A Diagnosis: what it means, who can mend it, the steps in their order, the commands, and what it may be as well. */
export function DiagnosisPanel({ diagnosis, headingLevel = 3, children }: DiagnosisPanelProps) {
  const { cause, title, explanation, owner, transient, confidence, steps, commands, alternatives, evidence } =
    diagnosis;
  const Heading = `h${headingLevel}` as const;
  const isSure = confidence >= sureFrom || cause === "unknown";
  return (
    <div data-cause={cause} className="grid min-w-0 gap-4 rounded-md border bg-canvas p-4">
      <div className="grid gap-1">
        <Heading className="text-sm font-semibold wrap-anywhere">
          {!isSure && <span className="font-medium text-ink-muted">Most likely: </span>}
          {title}
        </Heading>
        <p className="wrap-anywhere">{explanation}</p>
      </div>
      <dl className="flex items-start gap-2">
        <UserRoundCog aria-hidden className="h-lh w-4 shrink-0 text-ink-muted" />
        <div className="flex flex-wrap gap-x-2">
          <dt className="text-ink-muted">Who can mend it</dt>
          <dd className="font-medium">
            {ownerLabels[owner]}
            {transient && owner !== "wait" && (
              <span className="font-normal text-ink-muted"> · it may also pass by itself</span>
            )}
          </dd>
        </div>
      </dl>
      {children}
      {steps.length > 0 && (
        <div className="grid gap-2">
          <p className="font-medium">What to do</p>
          <Steps steps={steps.map((step) => ({ title: step }))} />
        </div>
      )}
      {commands.length > 0 && <Commands commands={commands} />}
      {!isSure && alternatives.length > 0 && (
        <div className="grid gap-1">
          <p className="font-medium">It may also be</p>
          <ul className="list-disc space-y-0.5 pl-5 text-ink-muted">
            {alternatives.map((alternative) => (
              <li key={alternative}>{causeLabels[alternative]}</li>
            ))}
          </ul>
        </div>
      )}
      {evidence.length > 0 && (
        <details>
          <summary className="link w-fit text-xs">What this is read from</summary>
          <ul className="mt-1.5 list-disc space-y-0.5 pl-5 font-mono text-xs text-ink-muted">
            {evidence.map((clue) => (
              <li key={clue} className="wrap-anywhere">
                {clue}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

const shellLabels: Readonly<Record<Command["shell"], string>> = {
  powershell: "PowerShell",
  "azure-cli": "Azure CLI",
  bash: "Shell",
};

function Commands({ commands }: { commands: readonly Command[] }) {
  return (
    <div className="grid gap-2">
      <p className="font-medium">{commands.length === 1 ? "Or by command" : "Or by commands, in this order"}</p>
      <ul className="grid gap-3">
        {commands.map(({ command, changes, shell }) => (
          <li key={command} className="grid min-w-0 gap-1">
            <CodeBlock code={command} label={shellLabels[shell]} />
            <p className="text-xs text-ink-muted wrap-anywhere">{changes}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
