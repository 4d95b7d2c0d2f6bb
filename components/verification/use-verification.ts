"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { ShownFailure, ShownStage, VerificationEvent } from "@/components/verification/shown-verification";

export type Run = {
  phase: "saving" | "running" | "finished" | "failed";
  stages: ShownStage[];
  failure: ShownFailure | null;
};

const lost: ShownFailure = {
  title: "The connection to Mailgrant was lost",
  message: "The check goes on and is kept. Reload the page in a moment to see how it ended, or try again.",
};

/** Runs a check and follows it stage by stage; the page is asked for again at its end, for all that depends on it. */
export function useVerification(
  stream: () => Promise<ReadableStream<VerificationEvent>>,
): [Run | null, (saveBefore: () => Promise<boolean>) => Promise<void>] {
  const router = useRouter();
  const [run, setRun] = useState<Run | null>(null);

  const start = async (saveBefore: () => Promise<boolean>) => {
    setRun({ phase: "saving", stages: [], failure: null });
    if (!(await saveBefore())) return setRun(null);
    setRun({ phase: "running", stages: [], failure: null });
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
