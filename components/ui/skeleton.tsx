import { classNames } from "@/components/ui/class-names";

/** Grey lines where text will come, of about its height, so that nothing moves when it does. */
export function Skeleton({ lines = 3, label = "Loading…" }: { lines?: number; label?: string }) {
  return (
    <div role="status" className="grid animate-pulse gap-3">
      <span className="sr-only">{label}</span>
      {Array.from({ length: lines }, (_, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike.
          key={index}
          className={classNames("h-4 rounded-sm bg-hover", index === lines - 1 && lines > 1 && "w-2/3")}
        />
      ))}
    </div>
  );
}
