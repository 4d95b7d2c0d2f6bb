import type { ApiMethod } from "@/lib/api-reference/api-document";

/** The method of a call, in capitals. */
export function MethodMark({ method }: { method: ApiMethod }) {
  return (
    <span className="inline-block min-w-16 self-start rounded-sm border bg-sunken px-1.5 text-center font-mono text-xs font-medium">
      {method.toUpperCase()}
    </span>
  );
}
