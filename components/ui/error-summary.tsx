"use client";

import { useEffect, useRef } from "react";

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
  const errors = Object.entries(fieldErrors ?? {});
  const isEmpty = !message && errors.length === 0;

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
      {message && <p className="wrap-anywhere">{message}</p>}
      {errors.length > 0 && (
        <ul className="space-y-0.5">
          {errors.map(([name, error]) => (
            <li key={name}>
              <a href={`#${idOf(name)}`} className="link text-danger hover:text-danger" onClick={focusField}>
                {error}
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Goes to the field without leaving its name in the URL; without scripts the fragment does the same. */
function focusField(event: React.MouseEvent<HTMLAnchorElement>) {
  const field = document.getElementById(event.currentTarget.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const details = field.closest("details");
  if (details) details.open = true;
  field.focus();
}
