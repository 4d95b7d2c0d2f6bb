import { ArrowRight, Circle, CircleCheck } from "lucide-react";
import { LinkButton } from "@/components/ui/link-button";

export type SetUpStep = {
  label: string;
  isDone: boolean;
  /** What is missing, in a few words. */
  note?: string | undefined;
  /** Where it is done, and what that link says. */
  href?: string | undefined;
  linkLabel?: string | undefined;
};

/** How far a System Email has come; the first step that is open is the link, for those who may take it. */
export function NextSteps({ steps, mayAct = true }: { steps: readonly SetUpStep[]; mayAct?: boolean | undefined }) {
  const next = steps.find(({ isDone }) => !isDone);
  return (
    <section aria-labelledby="next-steps" className="grid gap-3 rounded-md border bg-surface p-4">
      <h2 id="next-steps" className="font-semibold">
        What comes next
      </h2>
      <ul className="grid gap-2">
        {steps.map(({ label, isDone, note }) => (
          <li key={label} className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-2.5">
            {isDone ? (
              <CircleCheck aria-hidden className="mt-[3px] size-4 text-success" />
            ) : (
              <Circle aria-hidden className="mt-[3px] size-4 text-ink-faint" />
            )}
            <span className={isDone ? "text-ink-muted" : undefined}>
              {label}
              <span className="sr-only">{isDone ? " (done)" : " (open)"}</span>
              {note && <span className="block text-xs text-ink-muted">{note}</span>}
            </span>
          </li>
        ))}
      </ul>
      {mayAct && next?.href && (
        <LinkButton href={next.href} className="justify-self-start">
          {next.linkLabel ?? next.label} <ArrowRight aria-hidden />
        </LinkButton>
      )}
      {next === undefined && <p className="text-ink-muted">Everything is in place.</p>}
    </section>
  );
}
