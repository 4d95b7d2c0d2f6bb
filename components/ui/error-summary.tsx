"use client";

import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { focusField } from "@/components/ui/focus-field";

type ErrorSummaryProps = {
  title?: string | undefined;
  /** What is wrong with the whole form. */
  message?: string | undefined;
  /** Sentences by field name. */
  fieldErrors?: Record<string, string> | undefined;
  /** The control's id of a field; its name, unless the fields were given other ids. */
  idOf?: ((name: string) => string) | undefined;
};

/** What is wrong, on top of the form, with links to the fields. It takes the focus whenever the errors change. */
export function ErrorSummary(props: ErrorSummaryProps) {
  const { title = "There is a problem", message, fieldErrors, idOf = (name) => name } = props;
  const box = useRef<HTMLDivElement>(null);
  const errors = fieldErrors ?? {};
  const [names, setNames] = useState(Object.keys(errors));
  // A failure of one field is told once, by the link to it.
  const isToldByField = message !== undefined && Object.values(errors).includes(message);
  const isEmpty = !message && Object.keys(errors).length === 0;

  // The server tells the errors in an order of its own; the reader meets the fields in the page's.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new answer has other fields.
  useLayoutEffect(() => setNames(sortByPlace(Object.keys(errors), idOf)), [fieldErrors]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new object is a new answer, even with the same texts.
  useEffect(() => {
    if (!isEmpty) box.current?.focus();
  }, [fieldErrors, message, isEmpty]);

  if (isEmpty) return null;
  return (
    <div
      ref={box}
      tabIndex={-1}
      role="alert"
      data-unsaved=""
      className="scroll-mt-20 space-y-1.5 rounded-md border border-danger-line border-l-4 border-l-danger bg-danger-surface px-4 py-3"
    >
      <p className="font-semibold">{title}</p>
      {message && !isToldByField && <p className="wrap-anywhere">{message}</p>}
      {names.length > 0 && (
        <ul className="space-y-0.5">
          {names.map((name) => (
            <li key={name}>
              <a href={`#${idOf(name)}`} className="link text-danger hover:text-danger" onClick={focusField}>
                {errors[name]}
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The fields as they stand on the page; one that does not stand there stays where it is. */
function sortByPlace(names: string[], idOf: (name: string) => string): string[] {
  return [...names].sort((one, other) => {
    const [first, second] = [document.getElementById(idOf(one)), document.getElementById(idOf(other))];
    if (first === null || second === null) return 0;
    return first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
  });
}
