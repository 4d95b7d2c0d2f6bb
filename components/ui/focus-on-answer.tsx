"use client";

import { type ReactNode, useEffect, useRef } from "react";

type FocusOnAnswerProps = {
  /** The form's answer; each new one brings the reader here. */
  answer: unknown;
  children: ReactNode;
};

/** Brings the reader to what a form answered, which may be out of sight from the button that was pressed. */
export function FocusOnAnswer({ answer, children }: FocusOnAnswerProps) {
  const box = useRef<HTMLDivElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new answer counts even with the same words.
  useEffect(() => {
    box.current?.focus();
  }, [answer]);

  return (
    <div ref={box} tabIndex={-1} className="scroll-mt-20 rounded-md">
      {children}
    </div>
  );
}
