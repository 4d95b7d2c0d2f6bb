import { CircleCheck, CirclePause, CircleX } from "lucide-react";

const looks = {
  active: { word: "Active", icon: CircleCheck, ink: "text-success" },
  gone: { word: "Gone", icon: CircleX, ink: "text-danger" },
  disabled: { word: "Disabled", icon: CirclePause, ink: "text-ink-muted" },
} as const;

/** Whether an endpoint is told anything, as icon, word and colour; `Gone` where its own server ended that by 410. */
export function EndpointStatusMark({ enabled, goneAt }: { enabled: boolean; goneAt: Date | null }) {
  const { word, icon: Icon, ink } = looks[enabled ? "active" : goneAt === null ? "disabled" : "gone"];
  return (
    <span className={`inline-flex items-center gap-1.5 font-medium whitespace-nowrap ${ink}`}>
      <Icon aria-hidden className="size-4 shrink-0" />
      {word}
    </span>
  );
}
