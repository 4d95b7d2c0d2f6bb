import { TextQuote, UserRoundCog } from "lucide-react";
import type { ReactNode } from "react";
import { Commands } from "@/components/diagnosis/commands";
import { Steps } from "@/components/ui/steps";
import { causeLabels } from "@/lib/diagnosis/cause-words";
import { sureFrom } from "@/lib/diagnosis/confidence-schema";
import { ownerLabels } from "@/lib/diagnosis/owner-words";
import type { Diagnosis, Owner } from "@/lib/diagnosis/schema";

type DiagnosisPanelProps = {
  /** Of what Mailgrant found itself the cause is a failure code. */
  diagnosis: Omit<Diagnosis, "cause"> & { cause: string };
  /** The level of the title, as the page's headings have it. */
  headingLevel?: 2 | 3 | 4 | undefined;
  /** It failed in another program than Mailgrant. */
  isForeign?: boolean | undefined;
  /** What belongs between who can mend it and the steps, such as the claims of the token. */
  children?: ReactNode;
};

/** A Diagnosis: what it means, who can mend it, the steps in their order, the commands, and what it may be as well. */
export function DiagnosisPanel({ diagnosis, headingLevel = 3, isForeign = false, children }: DiagnosisPanelProps) {
  const {
    cause,
    title,
    explanation,
    owner,
    transient,
    confidence,
    steps,
    commands,
    alternatives,
    evidence,
    fromText = [],
  } = diagnosis;
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
      {/* Who can mend what nobody knows, nobody knows. */}
      {cause !== "unknown" && (
        <dl className="flex items-start gap-2">
          <UserRoundCog aria-hidden className="h-lh w-4 shrink-0 text-ink-muted" />
          <div className="flex flex-wrap gap-x-2">
            <dt className="text-ink-muted">Who can mend it</dt>
            <dd className="font-medium">
              {(isForeign ? foreignOwners[owner] : undefined) ?? ownerLabels[owner]}
              {transient && owner !== "wait" && (
                <span className="font-normal text-ink-muted"> · it may also pass by itself</span>
              )}
            </dd>
          </div>
        </dl>
      )}
      {children}
      {fromText.length > 0 && <FromText values={fromText} />}
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

/** Of another program, those whose names speak of Mailgrant. */
const foreignOwners: Readonly<Partial<Record<Owner, string>>> = {
  helpdesk_admin: "You, in that program's settings",
  network: "Whoever runs the network or that program",
};

/** Values below that nobody gave: they stood in the text, which may be about somebody else's. */
function FromText({ values }: { values: NonNullable<Diagnosis["fromText"]> }) {
  return (
    <div className="flex items-start gap-2">
      <TextQuote aria-hidden className="h-lh w-4 shrink-0 text-ink-muted" />
      <div className="grid min-w-0 gap-0.5">
        <p className="text-ink-muted">Filled in from your text; compare before you act on it</p>
        <dl className="grid gap-0.5 text-xs">
          {values.map(({ name, value }) => (
            <div key={name} className="flex flex-wrap gap-x-2">
              <dt className="font-medium">{name}</dt>
              <dd className="min-w-0 font-mono wrap-anywhere">{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </div>
  );
}
