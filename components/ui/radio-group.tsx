import type { ReactNode } from "react";

type RadioOption = { value: string; label: string; hint?: ReactNode; isDisabled?: boolean | undefined };

type RadioGroupProps = {
  name: string;
  legend: string;
  options: readonly RadioOption[];
  defaultValue?: string | undefined;
  hint?: ReactNode;
  error?: string | undefined;
};

/** One choice of a few, all in sight. The first option has the group's name as id, so that an error can link to it. */
export function RadioGroup({ name, legend, options, defaultValue, hint, error }: RadioGroupProps) {
  const describedBy = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(" ") || undefined;
  return (
    <fieldset aria-describedby={describedBy} className="grid gap-1.5">
      <legend className="float-left font-medium">{legend}</legend>
      {hint && (
        <div id={`${name}-hint`} className="text-xs text-ink-muted">
          {hint}
        </div>
      )}
      {error && (
        <p id={`${name}-error`} className="text-xs text-danger">
          {error}
        </p>
      )}
      <div className="divide-y rounded-md border bg-surface">
        {options.map((option, index) => (
          <label
            key={option.value}
            className="grid grid-cols-[auto_1fr] gap-x-2.5 px-3 py-2 first:rounded-t-md last:rounded-b-md has-checked:bg-accent-surface has-disabled:text-ink-faint"
          >
            <input
              type="radio"
              id={index === 0 ? name : `${name}-${option.value}`}
              name={name}
              value={option.value}
              defaultChecked={option.value === defaultValue}
              disabled={option.isDisabled}
              className="mt-[3px] size-4 accent-accent"
            />
            <span>{option.label}</span>
            {option.hint && <span className="col-start-2 text-xs text-ink-muted">{option.hint}</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
