import type { listApiCalls } from "@/lib/api-reference/list-api-calls";
import { MethodMark } from "./method-mark";

type ApiContentsProps = {
  guides: readonly { id: string; title: string }[];
  groups: ReturnType<typeof listApiCalls>;
};

/** What is on the page: beside it on wide screens, on top of it and folded on narrow ones. */
export function ApiContents({ guides, groups }: ApiContentsProps) {
  return (
    <>
      <details className="rounded-md border bg-surface px-4 py-3 lg:hidden">
        <summary className="cursor-pointer font-medium">On this page</summary>
        <div className="pt-3">
          <Links guides={guides} groups={groups} label="On this page, folded" />
        </div>
      </details>
      <div className="sticky top-0 hidden max-h-dvh overflow-y-auto py-6 pr-2 lg:block">
        <Links guides={guides} groups={groups} label="On this page" />
      </div>
    </>
  );
}

function Links({ guides, groups, label }: ApiContentsProps & { label: string }) {
  return (
    <nav aria-label={label} className="grid gap-4 text-xs">
      <ul className="grid gap-1">
        {guides.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`} className="block py-0.5 text-ink-muted hover:text-ink">
              {title}
            </a>
          </li>
        ))}
      </ul>
      {groups.map(({ tag, calls }) => (
        <div key={tag.name} className="grid gap-1">
          <p className="font-medium">{tag.name}</p>
          <ul className="grid gap-1">
            {calls.map(({ operation, method }) => (
              <li key={operation.operationId}>
                <a
                  href={`#${operation.operationId}`}
                  className="grid grid-cols-[auto_minmax(0,1fr)] gap-2 py-0.5 text-ink-muted hover:text-ink"
                >
                  <MethodMark method={method} />
                  {operation.summary}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
