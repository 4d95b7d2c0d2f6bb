import { CircleCheck, CircleX, Clock, RotateCw } from "lucide-react";
import type { DeliveryStatus } from "@/lib/webhook/schema";

const looks = {
  waiting: { word: "Waiting", icon: Clock, ink: "text-ink-muted" },
  retrying: { word: "Retrying", icon: RotateCw, ink: "text-warning" },
  delivered: { word: "Delivered", icon: CircleCheck, ink: "text-success" },
  failed: { word: "Failed", icon: CircleX, ink: "text-danger" },
} as const;

/** How a delivery stands, as icon, word and colour. */
export function DeliveryStatusMark({ status, attemptCount }: { status: DeliveryStatus; attemptCount: number }) {
  const { word, icon: Icon, ink } = looks[judge(status, attemptCount)];
  return (
    <span className={`inline-flex items-center gap-1.5 font-medium whitespace-nowrap ${ink}`}>
      <Icon aria-hidden className="size-4 shrink-0" />
      {word}
    </span>
  );
}

function judge(status: DeliveryStatus, attemptCount: number): keyof typeof looks {
  if (status === "delivered") return "delivered";
  if (status === "dead") return "failed";
  return attemptCount === 0 ? "waiting" : "retrying";
}
