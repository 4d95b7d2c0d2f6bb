import type { ReactNode } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import type { ApiCall } from "@/lib/api-reference/list-api-calls";
import { AnswerLink } from "./answer-link";
import { Code } from "./code";
import { curlExample } from "./curl-example";
import { FieldTable } from "./field-table";
import type { ToldFields } from "./fold-fields";
import { describeType, listFields } from "./list-fields";
import { MethodMark } from "./method-mark";
import { Words } from "./words";

type ApiCallSectionProps = {
  call: ApiCall;
  baseUrl: string;
  /** The fields of its answer; undefined where it answers nothing. */
  answer: ToldFields | undefined;
  /** The codes that every call can end with, which the chapter on errors tells. */
  commonCodes: ReadonlySet<string>;
};

/** One call: what it does, what it takes, what it answers, an example, and what can go wrong. */
export function ApiCallSection({ call, baseUrl, answer, commonCodes }: ApiCallSectionProps) {
  const { method, path, scopes, operation } = call;
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const [status = "", response] = Object.entries(responses)[0] ?? [];
  const body = requestBody?.content["application/json"];
  const example = response?.content?.["application/json"]?.example;
  const ownProblems = call.problems.filter(({ code }) => !commonCodes.has(code));
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
          {scopes.length === 0 ? (
            "Needs no key"
          ) : (
            <>
              Scope <span className="font-mono">{scopes.join(" or ")}</span>
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
        {answer?.same && (
          <p>
            The same as <AnswerLink answer={answer.same} /> answers{answer.fields.length > 0 ? ", and:" : "."}
          </p>
        )}
        {answer !== undefined && answer.fields.length > 0 && <FieldTable fields={answer.fields} isInput={false} />}
        {!answer?.same && !answer?.fields.length && <p className="text-ink-muted">{response?.description}</p>}
        {example !== undefined && (
          <details>
            <summary className="link cursor-pointer">An answer as it may look</summary>
            <div className="pt-2">
              <CodeBlock label="JSON" code={JSON.stringify(example, null, 2)} />
            </div>
          </details>
        )}
      </Part>
      {call.problems.length > 0 && (
        <Part title="Problems">
          <Problems problems={ownProblems} />
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

/** What can go wrong with this call alone, by code; the table of all codes says what each means. */
function Problems({ problems }: Pick<ApiCall, "problems">) {
  const common = (
    <a href="#errors" className="link">
      what every call can end with
    </a>
  );
  if (problems.length === 0) return <p className="text-xs">No more than {common}.</p>;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {problems.map(({ status, code, isRetryable }) => (
        <li key={code}>
          {status} <Code>{code}</Code>
          {isRetryable && <span className="text-ink-muted"> retryable</span>}
        </li>
      ))}
      <li>and {common}</li>
    </ul>
  );
}
