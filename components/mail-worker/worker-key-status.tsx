import { Ban, CircleCheck, ClockAlert } from "lucide-react";

const looks = {
  active: { word: "Active", icon: CircleCheck, ink: "text-success" },
  expired: { word: "Expired", icon: ClockAlert, ink: "text-warning" },
  revoked: { word: "Revoked", icon: Ban, ink: "text-ink-muted" },
} as const;

type WorkerKeyStatus = keyof typeof looks;

/** Whether requests with a Worker Key are answered, and if not, why. */
export function judgeWorkerKey(key: { expiresAt: Date | null; revokedAt: Date | null }, now: Date): WorkerKeyStatus {
  if (key.revokedAt !== null) return "revoked";
  return key.expiresAt !== null && key.expiresAt <= now ? "expired" : "active";
}

/** The status of a Worker Key as icon, word and colour. */
export function WorkerKeyStatusMark({ status }: { status: WorkerKeyStatus }) {
  const { word, icon: Icon, ink } = looks[status];
  return (
    <span className={`inline-flex items-center gap-1.5 font-medium whitespace-nowrap ${ink}`}>
      <Icon aria-hidden className="size-4 shrink-0" />
      {word}
    </span>
  );
}
