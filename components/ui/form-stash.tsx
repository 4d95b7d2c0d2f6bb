"use client";

import { useEffect, useRef, useState } from "react";
import type { FormState } from "@/components/ui/form-state";
import {
  dropStash,
  type FieldValues,
  fieldsByName,
  readFields,
  renderedFields,
  stashTyping,
  typedSince,
  unstashTyping,
  writeFields,
} from "@/components/ui/stashed-typing";

type FormStashProps = {
  /** Names the form and its record, such as "idp-config:42". */
  stashKey: string;
  /** The form's last answer: saved clears what was kept. */
  state: FormState;
  /** What is said of what was typed, and of the button that undoes it. */
  words?: { kept: string; discard: string } | undefined;
};

const unsaved = { kept: "Unsaved changes", discard: "Discard" };

/**
 * Put inside a form, keeps what is typed there, secrets aside, for this browser tab: through a reload, a detour to
 * another page, an expired session. A field whose value the server has changed since is left alone.
 */
export function FormStash({ stashKey, state, words = unsaved }: FormStashProps) {
  const anchor = useRef<HTMLDivElement>(null);
  const rendered = useRef<FieldValues>({});
  /** What is under way to the server; null while nothing is. */
  const sent = useRef<FieldValues | null>(null);
  const typedMeanwhile = useRef<FieldValues>({});
  /** Nothing was typed since the form was filled: its fields follow the page, which may be read anew. */
  const isFollowing = useRef(true);
  const [isUnsaved, setUnsaved] = useState(false);
  const key = `stash:${stashKey}`;

  useEffect(() => {
    const form = anchor.current?.closest("form");
    if (!form) return;
    rendered.current = renderedFields(form);
    const keep = () => {
      if (sent.current !== null) typedMeanwhile.current = typedSince(form, sent.current);
      if (isFollowing.current) rendered.current = renderedFields(form);
      const isTyped = stashTyping(key, form, rendered.current);
      if (isTyped) isFollowing.current = false;
      setUnsaved(isTyped);
    };
    const submit = () => {
      sent.current = readFields(form);
      typedMeanwhile.current = {};
    };
    // An action that succeeds by going elsewhere leaves no answer behind; another site unloads the whole page.
    // The way to the sign-in page is no success: the session has ended, nothing was saved, and the way leads back here.
    // What was typed after it was sent is not in it; of what was, the server's values have changed when it succeeded.
    const leave = () => {
      const isAllSent = sent.current !== null && Object.keys(typedMeanwhile.current).length === 0;
      if (isAllSent && window.location.pathname !== "/sign-in") dropStash(key);
    };
    writeFields(form, unstashTyping(key, rendered.current));
    keep();
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", submit);
    window.addEventListener("pagehide", leave);
    return () => {
      form.removeEventListener("input", keep);
      form.removeEventListener("change", keep);
      form.removeEventListener("submit", submit);
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [key]);

  useEffect(() => {
    const form = anchor.current?.closest("form");
    sent.current = null;
    if (!form) return;
    if (state.status !== "idle") isFollowing.current = state.status === "saved";
    if (state.status === "saved") rendered.current = renderedFields(form);
    if (state.conflict) {
      const { kept, takenOver } = state.conflict;
      rendered.current = { ...rendered.current, ...fieldsByName(form, { ...kept, ...takenOver }) };
      writeFields(form, fieldsByName(form, takenOver));
      // A field that is filled in may fill in others by itself, as a choice of the provider does.
      writeFields(form, fieldsByName(form, state.values ?? {}));
    }
    // React has just put the saved values back, also over what was typed while they were on their way.
    writeFields(form, typedMeanwhile.current);
    typedMeanwhile.current = {};
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
          {words.kept}
          <button type="button" className="link" onClick={discard}>
            {words.discard}
          </button>
        </p>
      )}
    </div>
  );
}
