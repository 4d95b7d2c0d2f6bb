import { AnswerLink } from "./answer-link";
import type { ToldFields } from "./fold-fields";
import type { ApiField } from "./list-fields";
import { Words } from "./words";

/** Said once a list, because the page has hundreds of rows. */
const look =
  "divide-y rounded-md border bg-surface *:grid *:gap-x-4 *:px-4 *:py-2 sm:*:grid-cols-[2fr_3fr] [&_code]:wrap-anywhere [&_dd]:min-w-0 [&_dd]:wrap-anywhere [&_dd>small]:block [&_dt]:min-w-0 [&_small]:text-xs [&_small]:text-ink-muted";

type FieldTableProps = { fields: readonly (ApiField | ToldFields["fields"][number])[]; isInput: boolean };

/** Fields with what they may be and what they mean. A list and no table, so that it fits a phone as it is. */
export function FieldTable({ fields, isInput }: FieldTableProps) {
  return (
    <dl className={look}>
      {fields.map(({ place, type, isRequired, description, ...told }) => (
        <div key={place}>
          <dt>
            <code>{place}</code>
            {isInput && isRequired && <small> required</small>}
          </dt>
          <dd>
            <small>{type}</small>
            <Words text={description} />
            {"same" in told && told.same !== null && (
              <p>
                As <AnswerLink answer={told.same} /> answers.
              </p>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
