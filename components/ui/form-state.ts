/**
 * What a server action tells its form. `values` are the typed values to show again, by field name, and never hold a
 * secret; `fieldErrors` are sentences by field name; `warnings` are sentences that did not stop the saving. With
 * `confirm` the message is a question: the same form with `confirmed` set to that word goes ahead.
 */
export type FormState = {
  status: "idle" | "saved" | "failed";
  message?: string;
  fieldErrors?: Record<string, string>;
  values?: Record<string, string>;
  warnings?: string[];
  confirm?: string;
};

/** The state of a form that has not been submitted. */
export const idleFormState: FormState = { status: "idle" };
