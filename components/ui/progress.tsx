type ProgressProps = {
  label: string;
  /** Done so far, of `total`; left out, how long it takes is not known. */
  value?: number | undefined;
  total?: number | undefined;
};

/** How far long work has come, in words and as a bar. */
export function Progress({ label, value, total = 100 }: ProgressProps) {
  return (
    <label className="grid gap-1.5">
      <span className="flex justify-between gap-3">
        <span>{label}</span>
        {value !== undefined && (
          <span className="text-ink-muted tabular-nums">
            {value} of {total}
          </span>
        )}
      </span>
      <progress max={total} value={value} className="progress-bar" />
    </label>
  );
}
