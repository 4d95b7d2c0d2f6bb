import { Tabs } from "@/components/ui/tabs";

type AlertTabsProps = { path: string; current: "open" | "resolved" | "settings" };

/** What there is under Alerts. */
export function AlertTabs({ path, current }: AlertTabsProps) {
  return (
    <Tabs
      label="Alerts"
      tabs={[
        { label: "Open", href: path, isCurrent: current === "open" },
        { label: "Resolved", href: `${path}?filter=resolved`, isCurrent: current === "resolved" },
        { label: "Settings", href: `${path}/settings`, isCurrent: current === "settings" },
      ]}
    />
  );
}
