"use client";

import { useId, useState } from "react";
import { TextInput } from "@/components/ui/text-input";

export type OfferedEmail = { id: string; address: string; name: string };

type EmailChoiceProps = {
  emails: readonly OfferedEmail[];
  chosen: ReadonlySet<string>;
  error?: string | undefined;
};

/** A long list of checkboxes that can be narrowed down; what is ticked stays ticked while it is out of sight. */
export function EmailChoice({ emails, chosen, error }: EmailChoiceProps) {
  const countId = useId();
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const isShown = ({ address, name }: OfferedEmail) => `${address} ${name}`.toLowerCase().includes(wanted);
  const shown = emails.filter(isShown).length;
  return (
    <fieldset className="grid gap-1.5" aria-describedby={error ? "systemEmailIds-error" : undefined}>
      <legend className="float-left font-medium">System Emails it may see</legend>
      {error && (
        <p id="systemEmailIds-error" className="text-xs text-danger">
          {error}
        </p>
      )}
      <div className="overflow-hidden rounded-md border bg-surface">
        {emails.length > 8 && (
          <div className="border-b p-2 noscript:hidden">
            <TextInput
              type="search"
              aria-label="Search the System Emails"
              aria-describedby={countId}
              placeholder="Search…"
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
              // Enter would submit the whole form.
              onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
            />
          </div>
        )}
        <div className="max-h-72 overflow-y-auto py-1" id="systemEmailIds" tabIndex={-1}>
          {emails.map((email) => (
            <label
              key={email.id}
              hidden={!isShown(email)}
              className="grid grid-cols-[auto_1fr] gap-x-2.5 px-3 py-1.5 hover:bg-hover [[hidden]]:hidden"
            >
              <input
                type="checkbox"
                name="systemEmailIds[]"
                value={email.id}
                defaultChecked={chosen.has(email.id)}
                className="mt-[3px] size-4 accent-accent"
              />
              <span className="min-w-0 wrap-anywhere">
                {email.address} <span className="text-xs text-ink-muted">{email.name}</span>
              </span>
            </label>
          ))}
          {shown === 0 && <p className="px-3 py-2 text-ink-muted">None of them contains “{search.trim()}”.</p>}
        </div>
      </div>
      <p id={countId} aria-live="polite" className="text-xs text-ink-muted">
        {wanted === "" ? `${emails.length} System Emails` : `${shown} of ${emails.length} System Emails`}
      </p>
    </fieldset>
  );
}
