"use client";

import { type RefObject, useEffect, useState } from "react";

/** What the named field of a form holds; empty where there is no such field. */
export function fieldValue(form: HTMLFormElement, name: string): string {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? field.value : "";
}

/**
 * What some fields of a form hold right now, whoever wrote them: the reader, what was kept from before a reload, or a
 * reset. Null until scripts run, so that nothing is hidden or disabled for those without.
 */
export function useLiveFields<Name extends string>(
  formRef: RefObject<HTMLFormElement | null>,
  names: readonly Name[],
): Partial<Record<Name, string>> | null {
  const [live, setLive] = useState<Partial<Record<Name, string>> | null>(null);

  // After every rendering, because a new default can replace what a field holds without an event.
  useEffect(() => {
    const form = formRef.current;
    if (!form) return;
    const read = () =>
      setLive((before) => {
        const now: Partial<Record<Name, string>> = {};
        for (const name of names) now[name] = fieldValue(form, name);
        return before !== null && names.every((name) => before[name] === now[name]) ? before : now;
      });
    // A reset takes place after its event.
    const readLater = () => queueMicrotask(read);
    read();
    form.addEventListener("input", read);
    form.addEventListener("change", read);
    form.addEventListener("reset", readLater);
    return () => {
      form.removeEventListener("input", read);
      form.removeEventListener("change", read);
      form.removeEventListener("reset", readLater);
    };
  });
  return live;
}
