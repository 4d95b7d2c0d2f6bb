"use client";

import { useEffect, useRef, useState } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import type { FormState } from "@/components/ui/form-state";
import { SubmitButton } from "@/components/ui/submit-button";

type ConfirmQuestionProps = { state: FormState; title: string; confirmLabel: string };

/**
 * Put inside the form that asked for it: says what saving would invalidate, and sends everything again with the word
 * of the question in `confirmed`. What the first press was for comes along as `pendingIntent`.
 */
export function ConfirmQuestion({ state, title, confirmLabel }: ConfirmQuestionProps) {
  const box = useRef<HTMLDivElement>(null);
  const [dismissed, setDismissed] = useState<FormState | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: every answer asks anew.
  useEffect(() => box.current?.focus(), [state]);

  if (dismissed === state) return null;
  return (
    <div ref={box} tabIndex={-1} data-unsaved="" className="scroll-mt-20">
      <Banner
        tone="warning"
        title={title}
        actions={
          <>
            <SubmitButton name="confirmed" value={state.confirm} pendingLabel="Saving…">
              {confirmLabel}
            </SubmitButton>
            <Button className="noscript:hidden" onClick={() => setDismissed(state)}>
              Cancel
            </Button>
          </>
        }
      >
        {state.message} Nothing has been saved yet.
      </Banner>
      <input type="hidden" name="pendingIntent" value={state.values?.intent ?? "save"} />
    </div>
  );
}
