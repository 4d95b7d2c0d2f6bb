import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

export type BannerTone = "success" | "info" | "warning" | "danger";

const tones = {
  success: { icon: CircleCheck, box: "border-success-line bg-success-surface", mark: "text-success" },
  info: { icon: Info, box: "border-info-line bg-info-surface", mark: "text-info" },
  warning: { icon: TriangleAlert, box: "border-warning-line bg-warning-surface", mark: "text-warning" },
  danger: { icon: CircleAlert, box: "border-danger-line bg-danger-surface", mark: "text-danger" },
} as const;

type BannerProps = {
  tone: BannerTone;
  title: string;
  /** One or two sentences. */
  children?: ReactNode;
  /** Points under the text. */
  list?: readonly ReactNode[] | undefined;
  /** Buttons and links that mend it. */
  actions?: ReactNode;
  className?: string | undefined;
  /** It was so before the page was opened, and is read in its turn. */
  isStanding?: boolean | undefined;
};

/** A message that stays: what happened, what it means, what to do. Danger is announced at once, the rest in turn. */
export function Banner({ tone, title, children, list, actions, className, isStanding }: BannerProps) {
  const { icon: Icon, box, mark } = tones[tone];
  return (
    <div
      role={isStanding ? "note" : tone === "danger" ? "alert" : "status"}
      className={classNames("flex gap-3 rounded-md border px-4 py-3", box, className)}
    >
      <Icon aria-hidden className={classNames("mt-px size-5 shrink-0", mark)} />
      <div className="min-w-0 grow space-y-1.5">
        <p className="font-semibold wrap-anywhere">{title}</p>
        {children && <div className="wrap-anywhere">{children}</div>}
        {list && list.length > 0 && (
          <ul className="list-disc space-y-0.5 pl-5">
            {list.map((point, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: points are text in a fixed order.
              <li key={index}>{point}</li>
            ))}
          </ul>
        )}
        {actions && <div className="flex flex-wrap gap-2 pt-1.5">{actions}</div>}
      </div>
    </div>
  );
}
