"use client";

import { useEffect, useRef, useState } from "react";
import type { FormState } from "@/components/ui/form-state";
import {
  dropStash,
  type FieldValues,
  renderedFields,
  stashTyping,
  unstashTyping,
  writeFields,
} from "@/components/ui/stashed-typing";

type FormStashProps = {
  /** Names the form and its record, such as "idp-config:42". */
  stashKey: string;
  /** The form's last answer: saved clears what was kept. */
  state: FormState;
};

/**
 * Put inside a form, keeps what is typed there, secrets aside, for this browser tab: through a reload, a detour to
 * another page, an expired session. A field whose value the server has changed since is left alone.
 */
export function FormStash({ stashKey, state }: FormStashProps) {
  const anchor = useRef<HTMLDivElement>(null);
  const rendered = useRef<FieldValues>({});
  const isSubmitted = useRef(false);
  const [isUnsaved, setUnsaved] = useState(false);
  const key = `stash:${stashKey}`;

  useEffect(() => {
    const form = anchor.current?.closest("form");
    if (!form) return;
    rendered.current = renderedFields(form);
    const keep = () => setUnsaved(stashTyping(key, form, rendered.current));
    const submit = () => {
      isSubmitted.current = true;
    };
    writeFields(form, unstashTyping(key, rendered.current));
    keep();
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", submit);
    return () => {
      form.removeEventListener("input", keep);
      form.removeEventListener("change", keep);
      form.removeEventListener("submit", submit);
      // An action that succeeds by going elsewhere leaves no answer behind.
      if (isSubmitted.current) dropStash(key);
    };
  }, [key]);

  useEffect(() => {
    const form = anchor.current?.closest("form");
    isSubmitted.current = false;
    if (!form || state.status !== "saved") return;
    rendered.current = renderedFields(form);
    setUnsaved(stashTyping(key, form, rendered.current));
  }, [key, state]);

  const discard = () => {
    const form = anchor.current?.closest("form");
    if (form) writeFields(form, rendered.current);
  };

  return (
    <div ref={anchor} className="contents">
      {isUnsaved && (
        <p data-unsaved="" className="flex items-center gap-2 text-xs text-ink-muted">
          <span aria-hidden className="size-2 rounded-full bg-warning" />
          Unsaved changes
          <button type="button" className="link" onClick={discard}>
            Discard
          </button>
        </p>
      )}
    </div>
  );
}
