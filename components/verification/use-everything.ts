import { useRouter } from "next/navigation";
import { useState } from "react";
import { partKey, type ShownEverythingEvent } from "@/components/verification/shown-everything";
import type { ShownFailure, ShownStage } from "@/components/verification/shown-verification";
import type { ConfigItem } from "@/lib/verification/config-check-schema";

/** How far one part of a running check has come. */
export type PartRun = {
  stages: ShownStage[];
  items: ConfigItem[];
  isOver: boolean;
  failure: ShownFailure | null;
};

export type EverythingRun = {
  phase: "running" | "finished" | "failed";
  failure: ShownFailure | null;
  parts: Readonly<Record<string, PartRun>>;
};

const nothingYet: PartRun = { stages: [], items: [], isOver: false, failure: null };

const lost: ShownFailure = {
  title: "The connection to Mailgrant was lost",
  message: "The check goes on and is kept. Reload the page in a moment to see how it ended, or try again.",
};

/** Runs a check of everything and follows it; the page is asked for again at its end, and shows what was kept. */
export function useEverything(
  stream: () => Promise<ReadableStream<ShownEverythingEvent>>,
): [EverythingRun | null, () => Promise<void>] {
  const router = useRouter();
  const [run, setRun] = useState<EverythingRun | null>(null);

  const start = async () => {
    setRun({ phase: "running", failure: null, parts: {} });
    try {
      const reader = (await stream()).getReader();
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        const event = step.value;
        setRun((before) => before && advance(before, event));
      }
      setRun((before) => before && { ...before, phase: before.failure === null ? "finished" : "failed" });
      router.refresh();
    } catch {
      setRun((before) => before && { ...before, phase: "failed", failure: lost });
    }
  };
  return [run, start];
}

function advance(run: EverythingRun, event: ShownEverythingEvent): EverythingRun {
  if (event.type === "failed") return { ...run, failure: event.failure };
  const kind = event.type === "stage" ? "half" : event.type === "config_item" ? "config" : event.kind;
  const key = partKey({ kind, half: event.half });
  const before = run.parts[key] ?? nothingYet;
  return { ...run, parts: { ...run.parts, [key]: advancePart(before, event) } };
}

function advancePart(part: PartRun, event: Exclude<ShownEverythingEvent, { type: "failed" }>): PartRun {
  switch (event.type) {
    case "stage":
      return { ...part, stages: [...part.stages, event.stage] };
    case "config_item":
      return { ...part, items: [...part.items, event.item] };
    case "ended":
      return { ...part, isOver: true, failure: event.failure };
  }
}
