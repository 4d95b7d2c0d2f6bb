import { Banner } from "@/components/ui/banner";
import { FocusOnAnswer } from "@/components/ui/focus-on-answer";
import type { FormState } from "@/components/ui/form-state";

/** Tells that a form was saved, and what may still be wrong with it. */
export function SavedBanner({ state }: { state: FormState }) {
  return (
    <FocusOnAnswer answer={state}>
      <Banner tone="success" title={state.message ?? "Saved"} list={state.warnings} />
    </FocusOnAnswer>
  );
}
