import { Menu, Search, X } from "lucide-react";
import type { ReactNode } from "react";
import { ClosePopovers } from "@/components/frame/close-popovers";
import { CommandPalette, type CommandPaletteProps } from "@/components/frame/command-palette";
import { LogoMark } from "@/components/frame/logo-mark";
import { type TenantLink, TenantSwitcher } from "@/components/frame/tenant-switcher";
import { UserCorner, type UserCornerProps } from "@/components/frame/user-corner";
import { CurrentLink } from "@/components/ui/current-link";

export type NavigationItem = {
  href: string;
  label: string;
  icon: ReactNode;
  /** Left out, the URL decides. */
  isCurrent?: boolean | undefined;
  /** Pages below it are not counted as it. */
  isExact?: boolean | undefined;
  /** A count or a status icon at the end of the line. */
  mark?: ReactNode;
};

type AdminFrameProps = UserCornerProps & {
  tenants: readonly TenantLink[];
  newTenantHref?: string | undefined;
  navigation: readonly NavigationItem[];
  palette: CommandPaletteProps;
  /** What opens the palette on the reader's keyboard, such as "Ctrl K". */
  paletteKey: string;
  children: ReactNode;
};

const railId = "rail";
const squareButton = "grid size-10 place-items-center rounded-md text-ink-muted hover:bg-hover hover:text-ink";

/** The Admin Panel around a page: a rail on the left, on a narrow screen a drawer, which needs no script. */
export function AdminFrame(props: AdminFrameProps) {
  const { tenants, newTenantHref, navigation, palette, paletteKey, children, ...user } = props;
  const listHref = palette.searchHref.split("?")[0] ?? palette.searchHref;
  return (
    <>
      <a href="#main" className="skip-link">
        Skip to the page
      </a>
      <header className="sticky top-0 z-20 flex h-14 items-center gap-1 border-b bg-surface px-2 md:hidden">
        <button type="button" popoverTarget={railId} aria-label="Menu" className={squareButton}>
          <Menu aria-hidden className="size-5" />
        </button>
        <LogoMark className="ml-1 size-6" />
        <span className="min-w-0 grow truncate px-1 font-semibold">
          {tenants.find((tenant) => tenant.isCurrent)?.name ?? "Mailgrant"}
        </span>
        <a href={listHref} data-opens-palette="" aria-label="Search" className={squareButton}>
          <Search aria-hidden className="size-5" />
        </a>
      </header>
      <aside id={railId} popover="auto" aria-label="Mailgrant" className="rail">
        <div className="grid gap-2 px-3 pt-3 pb-2">
          <div className="flex h-10 items-center gap-2.5 px-2.5">
            <LogoMark className="size-6" />
            <span className="grow font-semibold tracking-tight">Mailgrant</span>
            <button
              type="button"
              popoverTarget={railId}
              popoverTargetAction="hide"
              aria-label="Close the menu"
              className={`${squareButton} -mr-2.5 md:hidden`}
            >
              <X aria-hidden className="size-5" />
            </button>
          </div>
          <TenantSwitcher tenants={tenants} newTenantHref={newTenantHref} />
          <a
            href={listHref}
            data-opens-palette=""
            className="flex items-center gap-2.5 rounded-md px-2.5 py-1.5 text-ink-muted hover:bg-hover hover:text-ink"
          >
            <Search aria-hidden className="size-4" />
            <span className="grow">Search</span>
            <kbd className="key noscript:hidden max-md:hidden">{paletteKey}</kbd>
          </a>
        </div>
        <nav aria-label="Admin Panel" className="min-h-0 grow overflow-y-auto px-3 pb-3">
          <ul className="grid gap-0.5">
            {navigation.map(({ href, label, icon, isCurrent, isExact, mark }) => (
              <li key={href}>
                <CurrentLink href={href} isCurrent={isCurrent} isExact={isExact} className="rail-link">
                  {icon}
                  <span className="grow">{label}</span>
                  {mark}
                </CurrentLink>
              </li>
            ))}
          </ul>
        </nav>
        <UserCorner {...user} />
      </aside>
      <main id="main" tabIndex={-1} className="px-4 pt-5 pb-16 sm:px-6 md:ml-60 md:px-8 md:pt-7">
        <div className="mx-auto grid max-w-page grid-cols-[minmax(0,1fr)] gap-6">{children}</div>
      </main>
      <ClosePopovers />
      <CommandPalette {...palette} />
    </>
  );
}
