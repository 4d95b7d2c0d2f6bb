import { sureFrom } from "@/lib/diagnosis/confidence-schema";
import { diagnose } from "@/lib/diagnosis/diagnose";
import type { LabelledText } from "./texts";

/** How well some texts are diagnosed. Rates are from 0 to 1; `rightRate` and `settledTransientRate` are of the settled ones. */
export type Rates = {
  texts: number;
  settled: number;
  rightRate: number;
  transientRate: number;
  settledTransientRate: number;
  confidentlyWrongRate: number;
};

/** A cause is right that is the label or one of its alternatives, and confidently wrong another one that is told for sure. */
export function measureRates(texts: readonly LabelledText[]): Rates {
  const judged = texts.map((text) => {
    const { cause, transient, confidence } = diagnose({ stage: text.stage, provider: text.provider, raw: text.raw });
    const isRight = [text.cause, ...text.alternatives].includes(cause);
    return {
      isSettled: text.settled,
      isRight,
      isTransientRight: transient === text.transient,
      isConfidentlyWrong: !isRight && confidence >= sureFrom,
    };
  });
  const settled = judged.filter(({ isSettled }) => isSettled);
  return {
    texts: judged.length,
    settled: settled.length,
    rightRate: share(settled, ({ isRight }) => isRight),
    transientRate: share(judged, ({ isTransientRight }) => isTransientRight),
    settledTransientRate: share(settled, ({ isTransientRight }) => isTransientRight),
    confidentlyWrongRate: share(judged, ({ isConfidentlyWrong }) => isConfidentlyWrong),
  };
}

function share<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  return items.length === 0 ? 1 : items.filter(holds).length / items.length;
}
