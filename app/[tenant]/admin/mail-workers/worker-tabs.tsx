import { Tabs } from "@/components/ui/tabs";

/** What there is under Mail Workers. */
export function WorkerTabs({ path }: { path: string }) {
  return (
    <Tabs
      label="Mail Workers"
      tabs={[
        { label: "Worker Keys", href: path, isExact: true },
        { label: "Webhooks", href: `${path}/webhooks` },
      ]}
    />
  );
}
