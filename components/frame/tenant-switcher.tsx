import { Check, ChevronsUpDown, Plus } from "lucide-react";
import Link from "next/link";

export type TenantLink = { name: string; href: string; isCurrent?: boolean | undefined };

type TenantSwitcherProps = {
  /** All tenants of the user, the current one among them. */
  tenants: readonly TenantLink[];
  newTenantHref?: string | undefined;
};

const menuId = "tenant-menu";
const itemClass = "flex items-center gap-2 rounded-sm px-2 py-1.5 hover:bg-hover [&_svg]:size-4 [&_svg]:shrink-0";

/** Which tenant this is, and the way to the others. Alone, it is a name and no menu. */
export function TenantSwitcher({ tenants, newTenantHref }: TenantSwitcherProps) {
  const current = tenants.find((tenant) => tenant.isCurrent);
  if (tenants.length < 2 && !newTenantHref) {
    return <p className="truncate px-2.5 py-2 font-semibold">{current?.name}</p>;
  }
  return (
    <>
      <button
        type="button"
        popoverTarget={menuId}
        className="flex w-full items-center gap-2 rounded-md border bg-surface px-2.5 py-2 text-left font-semibold hover:bg-hover"
      >
        <span className="min-w-0 grow truncate">
          <span className="sr-only">Tenant: </span>
          {current?.name ?? "Choose a tenant"}
        </span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-muted" />
      </button>
      <nav
        id={menuId}
        popover="auto"
        aria-label="Tenants"
        className="fixed inset-auto top-[6.75rem] left-3 max-h-[60dvh] w-[216px] overflow-y-auto rounded-md border border-line-strong/60 bg-surface p-1 text-ink"
      >
        <ul>
          {tenants.map((tenant) => (
            <li key={tenant.href}>
              <Link href={tenant.href} aria-current={tenant.isCurrent ? "true" : undefined} className={itemClass}>
                <span className="min-w-0 grow truncate">{tenant.name}</span>
                {tenant.isCurrent && <Check aria-hidden className="text-accent" />}
              </Link>
            </li>
          ))}
        </ul>
        {newTenantHref && (
          <Link href={newTenantHref} className={`${itemClass} mt-1 border-t text-ink-muted`}>
            <Plus aria-hidden /> New tenant
          </Link>
        )}
      </nav>
    </>
  );
}
