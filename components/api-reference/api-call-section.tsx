import type { ReactNode } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import type { ApiCall } from "@/lib/api-reference/list-api-calls";
import { curlExample } from "./curl-example";
import { FieldTable } from "./field-table";
import { describeType, listFields } from "./list-fields";
import { MethodMark } from "./method-mark";
import { Words } from "./words";

type ApiCallSectionProps = { call: ApiCall; baseUrl: string };

/** One call: what it does, what it takes, what it answers, an example, and what can go wrong. */
export function ApiCallSection({ call, baseUrl }: ApiCallSectionProps) {
  const { method, path, scope, operation } = call;
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const [status = "", answer] = Object.entries(responses)[0] ?? [];
  const body = requestBody?.content["application/json"];
  const answered = answer?.content?.["application/json"];
  const answerFields = answered === undefined ? [] : listFields(answered.schema);
  return (
    <section aria-labelledby={operationId} className="grid grid-cols-[minmax(0,1fr)] gap-4 border-t pt-6">
      <div className="grid gap-1">
        <h3 id={operationId} className="scroll-mt-6 text-base font-semibold">
          <a href={`#${operationId}`} className="hover:underline">
            {summary}
          </a>
        </h3>
        <p className="flex flex-wrap items-center gap-2 font-mono text-xs">
          <MethodMark method={method} />
          <span className="wrap-anywhere">{path}</span>
        </p>
        <p className="text-xs text-ink-muted">
          {scope === null ? (
            "Needs no key"
          ) : (
            <>
              Scope <span className="font-mono">{scope}</span>
            </>
          )}
        </p>
      </div>
      {description && (
        <p className="max-w-form">
          <Words text={description} />
        </p>
      )}
      <CodeBlock label="Example" code={curlExample(call, baseUrl)} />
      {parameters.length > 0 && (
        <Part title="Parameters">
          <FieldTable
            isInput
            fields={parameters.map(({ name, in: where, required, description: meaning, schema }) => ({
              place: name,
              type: `${describeType(schema)}, in the ${where}`,
              isRequired: required,
              description: meaning ?? "",
            }))}
          />
        </Part>
      )}
      {body && (
        <Part title="Body">
          <FieldTable fields={listFields(body.schema)} isInput />
        </Part>
      )}
      <Part title={`Answer, ${status}`}>
        {answerFields.length > 0 ? (
          <FieldTable fields={answerFields} isInput={false} />
        ) : (
          <p className="text-ink-muted">{answer?.description}</p>
        )}
        {answered?.example !== undefined && (
          <details>
            <summary className="link cursor-pointer">An answer as it may look</summary>
            <div className="pt-2">
              <CodeBlock label="JSON" code={JSON.stringify(answered.example, null, 2)} />
            </div>
          </details>
        )}
      </Part>
      {call.problems.length > 0 && (
        <Part title="Problems">
          <Problems problems={call.problems} />
        </Part>
      )}
    </section>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <h4 className="font-medium">{title}</h4>
      {children}
    </div>
  );
}

/** What can go wrong, by code; the table of all codes says what each means. */
function Problems({ problems }: Pick<ApiCall, "problems">) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {problems.map(({ status, code, isRetryable }) => (
        <li key={code}>
          <span className="tabular-nums">{status}</span> <span className="font-mono">{code}</span>
          {isRetryable && <span className="text-ink-muted"> retryable</span>}
        </li>
      ))}
    </ul>
  );
}
