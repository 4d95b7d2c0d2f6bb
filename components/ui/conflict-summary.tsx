"use client";

import { TriangleAlert } from "lucide-react";
import { useEffect, useRef } from "react";
import { focusField } from "@/components/ui/focus-field";
import type { FormState } from "@/components/ui/form-state";
import type { FieldWords, FormWords } from "@/components/ui/form-words";
import { SubmitButton } from "@/components/ui/submit-button";

type ConflictSummaryProps = {
  /** The form's answer, with a conflict. */
  state: FormState;
  words: FormWords;
  /** The control's id of a field; its name, unless the fields were given other ids. */
  idOf?: ((name: string) => string) | undefined;
  /** What the button that goes ahead sends, and its words. */
  press?: { name?: string; value?: string; label?: string } | undefined;
};

/**
 * What others saved while a form was being filled in, on top of it: each field with what is saved now and what is typed,
 * and the button that saves all the same. It takes the focus whenever it is told anew.
 */
export function ConflictSummary({ state, words, idOf = (name) => name, press }: ConflictSummaryProps) {
  const box = useRef<HTMLDivElement>(null);
  const { conflict, message, values = {} } = state;

  // biome-ignore lint/correctness/useExhaustiveDependencies: every answer is told anew.
  useEffect(() => box.current?.focus(), [state]);

  if (conflict === undefined) return null;
  const kept = Object.entries(conflict.kept);
  const takenOver = Object.entries(conflict.takenOver);
  const linkTo = (name: string) => (
    <a href={`#${idOf(plain(name))}`} className="link" onClick={focusField}>
      {words[name]?.label ?? name}
    </a>
  );
  return (
    <div
      ref={box}
      tabIndex={-1}
      role="alert"
      data-unsaved=""
      className="grid scroll-mt-20 gap-3 rounded-md border border-warning-line border-l-4 border-l-warning bg-warning-surface px-4 py-3"
    >
      <div className="grid gap-1">
        <p className="flex items-start gap-2 font-semibold">
          <TriangleAlert aria-hidden className="mt-px size-5 shrink-0 text-warning" />
          Changed in the meantime
        </p>
        <p className="wrap-anywhere">
          {message}
          {conflict.at !== null && ` The last change was on ${conflict.at}.`}
        </p>
      </div>
      {kept.length > 0 && (
        <section aria-label="Changed there and here" className="grid gap-1.5">
          <p>Changed there and here; yours is still in the form:</p>
          <ul className="grid gap-2">
            {kept.map(([name, saved]) => (
              <li key={name} className="grid gap-0.5">
                {linkTo(name)}
                <BothValues saved={saved} typed={values[name] ?? ""} words={words[name]} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {takenOver.length > 0 && (
        <section aria-label="Changed there" className="grid gap-1.5">
          <p>Changed there alone; the form shows now what is saved:</p>
          <ul className="grid gap-2">
            {takenOver.map(([name, saved]) => (
              <li key={name} className="grid gap-0.5">
                {linkTo(name)}
                <Text text={inWords(saved, words[name])} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <p className="text-ink-muted">
        {kept.length > 0
          ? "Saving once more replaces what is saved with what the form shows."
          : "See whether it goes together with your own change, and save once more."}
        <span className="noscript:hidden"> Discard, at the end of the form, leaves what is saved.</span>
      </p>
      <div>
        <SubmitButton size="small" name={press?.name} value={press?.value} pendingLabel="Saving…">
          {press?.label ?? "Save anyway"}
        </SubmitButton>
      </div>
    </div>
  );
}

type BothValuesProps = { saved: string; typed: string; words: FieldWords | undefined };

/** What is saved and what is typed; of a list what only one of them has. */
function BothValues({ saved, typed, words }: BothValuesProps) {
  if (words?.isSecret) {
    return <p className="text-xs text-ink-muted">Another one was saved, which yours would replace.</p>;
  }
  const isList = words?.isList ?? false;
  const [now, mine] = isList ? [without(saved, typed), without(typed, saved)] : [saved, typed];
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
      <Value term={isList ? "Only saved" : "Saved now"} text={inWords(now, words)} />
      <Value term={isList ? "Only yours" : "Yours"} text={inWords(mine, words)} />
    </dl>
  );
}

/** The members of a list that another one lacks, one a line. */
function without(list: string, other: string): string {
  const others = membersOf(other);
  return membersOf(list)
    .filter((member) => !others.includes(member))
    .join("\n");
}

function membersOf(list: string): string[] {
  return list.split(/[\s,;]+/).filter(Boolean);
}

function Value({ term, text }: { term: string; text: string }) {
  return (
    <>
      <dt className="text-ink-muted">{term}</dt>
      <dd className="min-w-0">
        <Text text={text} />
      </dd>
    </>
  );
}

function Text({ text }: { text: string }) {
  if (text === "") return <span className="text-ink-muted">nothing</span>;
  return <span className="line-clamp-4 font-medium whitespace-pre-line wrap-anywhere">{text}</span>;
}

/** A list sends `name[]`, and its first control has the plain name. */
function plain(name: string): string {
  return name.replace(/\[\]$/, "");
}

/** A value as it is read: of a list or a checkbox the words, and that nothing is ticked. */
function inWords(text: string, field: FieldWords | undefined): string {
  const known = field?.values;
  if (known === undefined) return text;
  const named = text.split("\n").flatMap((value) => known[value] ?? (value === "" ? [] : value));
  return named.length === 0 ? (known[""] ?? "") : named.join("\n");
}
