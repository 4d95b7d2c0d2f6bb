import { LinkButton } from "@/components/ui/link-button";
import type { DeliveryStatus } from "@/lib/webhook/schema";

type DeliveryFilterProps = { path: string; status: DeliveryStatus | undefined };

const choices: { label: string; status: DeliveryStatus | undefined }[] = [
  { label: "All", status: undefined },
  { label: "On their way", status: "pending" },
  { label: "Delivered", status: "delivered" },
  { label: "Failed", status: "dead" },
];

/** Which deliveries are shown: all, or those that stand one way. */
export function DeliveryFilter({ path, status: chosen }: DeliveryFilterProps) {
  return (
    <nav aria-label="Deliveries shown" className="flex flex-wrap gap-1">
      {choices.map(({ label, status }) => (
        <LinkButton
          key={label}
          href={status === undefined ? path : `${path}?status=${status}`}
          size="small"
          variant={status === chosen ? "secondary" : "quiet"}
          aria-current={status === chosen ? "true" : undefined}
        >
          {label}
        </LinkButton>
      ))}
    </nav>
  );
}
