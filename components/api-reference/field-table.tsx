import type { ApiField } from "./list-fields";
import { Words } from "./words";

type FieldTableProps = { fields: readonly ApiField[]; isInput: boolean };

/** Fields with what they may be and what they mean. A list and no table, so that it fits a phone as it is. */
export function FieldTable({ fields, isInput }: FieldTableProps) {
  return (
    <dl className="divide-y rounded-md border bg-surface">
      {fields.map(({ place, type, isRequired, description }) => (
        <div key={place} className="grid gap-x-4 px-4 py-2 sm:grid-cols-[2fr_3fr]">
          <dt className="min-w-0">
            <span className="font-mono wrap-anywhere">{place}</span>
            {isInput && isRequired && <span className="text-xs text-ink-muted"> required</span>}
          </dt>
          <dd className="min-w-0 wrap-anywhere">
            <span className="block text-xs text-ink-muted">{type}</span>
            <Words text={description} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
