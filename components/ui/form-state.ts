/**
 * What a server action tells its form. `values` are the typed values to show again, by field name, and never hold a
 * secret; `fieldErrors` are sentences by field name; `warnings` are sentences that did not stop the saving. With
 * `confirm` the message is a question: the same form with `confirmed` set to that word goes ahead. With `conflict` it
 * would undo what others saved; `values` then has the Revision with which the same form goes ahead.
 */
export type FormState = {
  status: "idle" | "saved" | "failed";
  message?: string;
  fieldErrors?: Record<string, string>;
  values?: Record<string, string>;
  warnings?: string[];
  confirm?: string;
  conflict?: FormConflict;
};

/** What others saved since a form was filled, by field as texts; for a secret something that tells nothing of it. */
export type FormConflict = {
  /** When that was last, in words; null where nobody knows. */
  at: string | null;
  /** Where the form holds something of its own. */
  kept: Record<string, string>;
  /** Where the form held only what it was filled with; `values` has what is saved now instead. */
  takenOver: Record<string, string>;
};

/** The state of a form that has not been submitted. */
export const idleFormState: FormState = { status: "idle" };
