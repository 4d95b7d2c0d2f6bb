"use client";

import { type RefObject, useEffect } from "react";
import type { FormState } from "@/components/ui/form-state";
import { hasUnsavedTyping } from "@/components/ui/unsaved-typing";

const eventName = "answered";

/** Tells whoever waits on the form, as `saveFirst` does, that its action has answered. */
export function useAnnouncedAnswer(formRef: RefObject<HTMLFormElement | null>, state: FormState): void {
  useEffect(() => {
    if (state.status === "idle") return;
    formRef.current?.dispatchEvent(new CustomEvent(eventName, { detail: state.status }));
  }, [formRef, state]);
}

/** Submits the form when something in it is not saved; answers whether all of it is saved now. */
export async function saveFirst(form: HTMLElement | null): Promise<boolean> {
  if (!(form instanceof HTMLFormElement) || !hasUnsavedTyping(form)) return true;
  return new Promise((resolve) => {
    const listen = (event: Event) => resolve(event instanceof CustomEvent && event.detail === "saved");
    form.addEventListener(eventName, listen, { once: true });
    form.requestSubmit();
  });
}
