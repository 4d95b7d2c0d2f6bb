import type { FormState } from "@/components/ui/form-state";

/** A Worker Key that has just been issued. `key` is the whole key: the one time that it is shown. */
export type IssuedWorkerKey = { key: string; name: string; prefix: string };

/** What issuing answers: the form again, or the key. The key is in this answer alone, never among a form's values. */
export type IssueState = { step: "form"; form: FormState } | { step: "issued"; issued: IssuedWorkerKey };
