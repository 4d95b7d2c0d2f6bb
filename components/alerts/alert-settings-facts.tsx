import { alertKindLabels, alertKinds } from "@/lib/alerts/schema";
import type { AlertSettingsValues } from "./alert-settings-form";

/** Who is told of alerts, for those who may look and not change. */
export function AlertSettingsFacts({ settings, timeZone }: { settings: AlertSettingsValues; timeZone: string }) {
  const { recipients, admins, mutedKinds, digestEnabled, digestHour } = settings;
  const told = alertKinds.filter((kind) => !mutedKinds.includes(kind)).map((kind) => alertKindLabels[kind]);
  const hour = `${String(digestHour).padStart(2, "0")}:00`;
  const facts: [string, string][] = [
    ["Send alerts to", recipients.length > 0 ? recipients.join(", ") : `Owners and admins: ${admins.join(", ")}`],
    ["Tell by e-mail of", told.join("; ") || "Nothing"],
    ["Daily digest", digestEnabled ? `At ${hour} (${timeZone})` : "None"],
  ];
  return (
    <dl className="grid gap-4">
      {facts.map(([term, value]) => (
        <div key={term} className="grid gap-0.5">
          <dt className="text-xs text-ink-muted">{term}</dt>
          <dd className="wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
