import { CircleCheck, CircleHelp, CircleX } from "lucide-react";
import { DiagnosisPanel } from "@/components/diagnosis/diagnosis-panel";
import { CodeBlock } from "@/components/ui/code-block";
import { configItemLabels } from "@/components/verification/shown-everything";
import type { ConfigItem } from "@/lib/verification/config-check-schema";

const looks = {
  passed: { icon: CircleCheck, word: "passed", ink: "text-success" },
  failed: { icon: CircleX, word: "failed", ink: "text-danger" },
  unknown: { icon: CircleHelp, word: "cannot be known from here", ink: "text-ink-muted" },
} as const;

/** An item of the check of an IdP Config that is over. One that failed is open and explained. */
export function ConfigItemRow({ item }: { item: ConfigItem }) {
  const { name, status, summary, details, said, diagnosis, durationMs } = item;
  const { icon: Icon, word, ink } = looks[status];
  return (
    <li data-item={name} className="grid grid-cols-[1rem_minmax(0,1fr)_auto] items-start gap-x-2.5 px-4 py-2.5">
      <Icon aria-hidden className={`mt-[3px] size-4 ${ink}`} />
      <p className="min-w-0 wrap-anywhere">
        <span className="font-medium">{configItemLabels[name]}</span> <span className={ink}>{word}</span>
        <span className="text-ink-muted"> · {summary}</span>
      </p>
      <span className="min-w-13 text-right text-xs text-ink-muted tabular-nums">
        {durationMs === 0 ? "" : `${durationMs} ms`}
      </span>
      <div className="col-span-3 grid min-w-0 gap-3 not-empty:mt-2 empty:hidden sm:col-span-2 sm:col-start-2">
        {details.length > 0 && (
          <ul className="list-disc space-y-0.5 pl-5 wrap-anywhere">
            {details.map((detail) => (
              <li key={detail}>{detail}</li>
            ))}
          </ul>
        )}
        {said.length > 0 && <CodeBlock code={said.join("\n")} label="What the provider said" />}
        {diagnosis && <DiagnosisPanel diagnosis={diagnosis} />}
      </div>
    </li>
  );
}
