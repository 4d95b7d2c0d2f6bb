"use client";

import type { ReactNode } from "react";
import { buttonStyle } from "@/components/ui/button-style";

type ShowStepsLinkProps = {
  /** The id of the element that holds the steps, which may lie in a closed `<details>`. */
  stepsId: string;
  children: ReactNode;
};

/** The button that opens the steps of a cause where they are, and goes there. Without scripts the browser does so by itself. */
export function ShowStepsLink({ stepsId, children }: ShowStepsLinkProps) {
  return (
    <a
      href={`#${stepsId}`}
      className={buttonStyle("primary", "small")}
      onClick={(event) => {
        const steps = document.getElementById(stepsId);
        if (steps === null) return;
        event.preventDefault();
        const details = steps.closest("details");
        if (details !== null) details.open = true;
        steps.focus({ preventScroll: true });
        steps.scrollIntoView({ block: "nearest" });
      }}
    >
      {children}
    </a>
  );
}
