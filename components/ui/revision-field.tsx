"use client";

import { useEffect, useRef, useState } from "react";
import type { FormState } from "@/components/ui/form-state";

type RevisionFieldProps = {
  state: FormState;
  /** Of what the page shows now. */
  revision: string;
};

/**
 * Put first inside a form, carries the Revision of what its fields were filled from. As long as nothing is typed that is
 * the page's newest; from the first change on it stays, because a field that was typed in no longer follows the page.
 */
export function RevisionField({ state, revision }: RevisionFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const newest = useRef(revision);
  const [typedOver, setTypedOver] = useState<string | null>(null);

  useEffect(() => {
    newest.current = revision;
  }, [revision]);

  useEffect(() => {
    if (state.status === "saved") setTypedOver(null);
  }, [state]);

  useEffect(() => {
    const form = input.current?.form;
    const stay = () => setTypedOver((before) => before ?? newest.current);
    form?.addEventListener("input", stay);
    form?.addEventListener("change", stay);
    return () => {
      form?.removeEventListener("input", stay);
      form?.removeEventListener("change", stay);
    };
  }, []);

  // What a refused form sent, or what the refusal answered, is what the shown values belong to.
  const refused = state.status === "failed" ? state.values?.revision : undefined;
  return <input ref={input} type="hidden" name="revision" value={refused ?? typedOver ?? revision} readOnly />;
}
