import type { ComponentProps, ReactNode } from "react";

type CheckboxProps = Omit<ComponentProps<"input">, "type" | "id"> & {
  name: string;
  id?: string | undefined;
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
};

/** A checkbox with its label beside it, its hint and error below. Unchecked, it sends nothing. */
export function Checkbox({ name, id = name, label, hint, error, ...rest }: CheckboxProps) {
  const describedBy = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div className="grid grid-cols-[auto_1fr] gap-x-2.5 gap-y-0.5">
      <input
        type="checkbox"
        name={name}
        id={id}
        className="mt-[3px] size-4 accent-accent"
        {...(error ? { "aria-invalid": true } : {})}
        {...(describedBy ? { "aria-describedby": describedBy } : {})}
        {...rest}
      />
      <label htmlFor={id}>{label}</label>
      {error && (
        <p id={`${id}-error`} className="col-start-2 text-xs text-danger">
          {error}
        </p>
      )}
      {hint && (
        <div id={`${id}-hint`} className="col-start-2 text-xs text-ink-muted">
          {hint}
        </div>
      )}
    </div>
  );
}
