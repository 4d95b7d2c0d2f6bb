import type { Answer } from "./fold-fields";

/** Leads to the call that tells these fields. */
export function AnswerLink({ answer: { operationId, summary } }: { answer: Answer }) {
  return (
    <a href={`#${operationId}`} className="link">
      {summary}
    </a>
  );
}
