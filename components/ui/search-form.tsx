import { Search } from "lucide-react";
import Form from "next/form";
import type { ReactNode } from "react";

type SearchFormProps = {
  /** The list's own path; the query becomes its `?search=`. */
  action: string;
  label: string;
  name?: string | undefined;
  defaultValue?: string | undefined;
  placeholder?: string | undefined;
  /** Filters that go with it: selects, or hidden fields. */
  children?: ReactNode;
};

/** A search that is a GET form: its result has a URL. Enter submits; without filters there is no button to press. */
export function SearchForm(props: SearchFormProps) {
  const { action, label, name = "search", defaultValue, placeholder = "Search…", children } = props;
  return (
    <Form action={action} role="search" className="flex flex-wrap items-center gap-2">
      <div className="relative w-full sm:w-64">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-muted"
        />
        <input
          type="search"
          name={name}
          aria-label={label}
          defaultValue={defaultValue}
          placeholder={placeholder}
          className="control pl-9"
        />
      </div>
      {children}
    </Form>
  );
}
