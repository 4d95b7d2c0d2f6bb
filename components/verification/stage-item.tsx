import { CircleCheck, CircleMinus, CircleX, LoaderCircle } from "lucide-react";
import { CodeBlock } from "@/components/ui/code-block";
import { type ShownStage, stageLabels } from "@/components/verification/shown-verification";
import type { StageName } from "@/lib/mail/schema";

const looks = {
  passed: { icon: CircleCheck, word: "passed", ink: "text-success" },
  failed: { icon: CircleX, word: "failed", ink: "text-danger" },
  skipped: { icon: CircleMinus, word: "not reached", ink: "text-ink-faint" },
} as const;

/** A stage that is over: what it found, and, to be opened, what the server said. A failed one is open. */
export function StageItem({ stage }: { stage: ShownStage }) {
  const { icon: Icon, word, ink } = looks[stage.status];
  const hasMore = stage.replies.length > 0 || stage.challenge !== undefined;
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)_auto] items-start gap-x-2.5 px-4 py-2.5">
      <Icon aria-hidden className={`mt-[3px] size-4 ${ink}`} />
      <div className="grid min-w-0 gap-1.5">
        <p className="wrap-anywhere">
          <span className="font-medium">{stageLabels[stage.name]}</span> <span className={ink}>{word}</span>
          {stage.failure === null && stage.status !== "skipped" && stage.summary && (
            <span className="text-ink-muted"> · {stage.summary}</span>
          )}
        </p>
        {stage.failure && (
          <div className="grid gap-0.5">
            <p className="font-semibold text-danger">{stage.failure.title}</p>
            <p className="wrap-anywhere">{stage.failure.message}</p>
          </div>
        )}
        {hasMore && (
          <details open={stage.status === "failed"} className="group">
            <summary className="link w-fit text-xs">What the server said</summary>
            <div className="mt-2 grid gap-2">
              {stage.challenge && <Challenge challenge={stage.challenge} />}
              {stage.replies.length > 0 && (
                <CodeBlock code={stage.replies.join("\n")} label={`${stageLabels[stage.name]} replies`} />
              )}
            </div>
          </details>
        )}
      </div>
      <span className="min-w-13 text-right text-xs text-ink-muted tabular-nums">
        {stage.status === "skipped" ? "" : `${stage.durationMs} ms`}
      </span>
    </li>
  );
}

/** The stage that is under way. */
export function RunningStage({ name }: { name: StageName }) {
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-2.5 px-4 py-2.5">
      <LoaderCircle aria-hidden className="mt-[3px] size-4 animate-spin text-accent" />
      <p>
        <span className="font-medium">{stageLabels[name]}</span> <span className="text-ink-muted">running…</span>
      </p>
    </li>
  );
}

/** The reason that a server gives for refusing a token, decoded. */
function Challenge({ challenge }: { challenge: Record<string, string> }) {
  return (
    <table className="w-full overflow-hidden rounded-md border text-xs">
      <caption className="pb-1 text-left text-ink-muted">Why it refused the token, decoded</caption>
      <tbody>
        {Object.entries(challenge).map(([name, value]) => (
          <tr key={name} className="border-t">
            <th scope="row" className="w-28 px-3 py-1 text-left font-medium">
              {name}
            </th>
            <td className="px-3 py-1 font-mono wrap-anywhere">{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
