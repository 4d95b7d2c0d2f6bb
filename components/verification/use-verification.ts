"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { ShownFailure, ShownStage, VerificationEvent } from "@/components/verification/shown-verification";

export type Run = {
  phase: "saving" | "running" | "finished" | "failed";
  stages: ShownStage[];
  failure: ShownFailure | null;
  /** When the check ended that was the last one as this one began. */
  lastBefore: Date | null;
};

const lost: ShownFailure = {
  title: "The connection to Mailgrant was lost",
  message: "The check goes on and is kept. Reload the page in a moment to see how it ended, or try again.",
};

/** Runs a check and follows it stage by stage; the page is asked for again at its end, for all that depends on it. */
export function useVerification(
  stream: () => Promise<ReadableStream<VerificationEvent>>,
  lastFinishedAt: Date | null,
): [Run | null, (saveBefore: () => Promise<boolean>) => Promise<void>] {
  const router = useRouter();
  const [run, setRun] = useState<Run | null>(null);

  const start = async (saveBefore: () => Promise<boolean>) => {
    const begun = { stages: [], failure: null, lastBefore: lastFinishedAt };
    setRun({ phase: "saving", ...begun });
    if (!(await saveBefore())) return setRun(null);
    setRun({ phase: "running", ...begun });
    try {
      const reader = (await stream()).getReader();
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        const event = step.value;
        setRun((before) => (before === null ? before : advance(before, event)));
      }
      router.refresh();
    } catch {
      setRun((before) => before && { ...before, phase: "failed", failure: lost });
    }
  };
  return [run, start];
}

function advance(run: Run, event: VerificationEvent): Run {
  switch (event.type) {
    case "stage":
      return { ...run, stages: [...run.stages, event.stage] };
    case "finished":
      return { ...run, phase: "finished" };
    case "failed":
      return { ...run, phase: "failed", failure: event.failure };
  }
}
