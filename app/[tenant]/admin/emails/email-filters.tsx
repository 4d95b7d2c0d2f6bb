import Link from "next/link";
import { LinksNote } from "@/components/health/links-note";
import { StateFilter } from "@/components/health/state-filter";
import { protocolNames } from "@/components/system-email/words";
import { SearchForm } from "@/components/ui/search-form";
import type { StateCounts } from "@/lib/health/count-states";
import type { SystemEmailListQuery } from "@/lib/system-email/schema";

/** The list's address with what it is narrowed to, changed in some of it; undefined takes a part out. */
export function hrefWithQuery(
  listHref: string,
  { search, state, protocol, cause }: SystemEmailListQuery,
  change: Record<string, string | undefined>,
): string {
  const kept = Object.entries({ search: search || undefined, state, protocol, cause, ...change });
  const chosen = new URLSearchParams(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return chosen.size === 0 ? listHref : `${listHref}?${chosen}`;
}

type EmailFiltersProps = {
  query: SystemEmailListQuery;
  listHref: string;
  hrefOf: (change: Record<string, string | undefined>) => string;
  counts: StateCounts | null;
  /** What the cause is called that the list is narrowed to. */
  causeTitle: string | undefined;
  /** Whether what it is narrowed to waits for somebody to sign in. */
  isToAuthorize: boolean;
};

/** The search and the states of the list, which keep each other. */
export function EmailFilters({ query, listHref, hrefOf, counts, causeTitle, isToAuthorize }: EmailFiltersProps) {
  const { search, state, protocol, cause } = query;
  const hidden = Object.entries({ state, protocol, cause });
  return (
    <div className="grid gap-3">
      <SearchForm
        action={listHref}
        label="Search emails"
        defaultValue={search}
        placeholder="Search by address or name…"
      >
        {hidden.map(
          ([name, value]) => value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
        )}
      </SearchForm>
      <StateFilter
        counts={counts?.emails ?? null}
        chosen={state}
        hrefOf={(chosen) => hrefOf({ state: chosen ?? undefined, protocol: undefined, cause: undefined })}
      />
      {(protocol !== undefined || cause !== undefined) && (
        <p className="flex flex-wrap items-baseline gap-x-3 text-xs">
          <span>
            {protocol !== undefined && `Only ${protocolNames[protocol]}. `}
            {cause !== undefined && `Only: ${causeTitle ?? "a cause that nothing has any more"}.`}
          </span>
          <Link href={hrefOf({ protocol: undefined, cause: undefined })} prefetch={false} className="link">
            Show all of them
          </Link>
        </p>
      )}
      {isToAuthorize && <LinksNote />}
    </div>
  );
}
