import type { FormState } from "@/components/ui/form-state";

/**
 * What adding an endpoint and rotating its secret answer: the form again, or the signing secret, the one time that it
 * is shown. The secret is in this answer alone, never among a form's values.
 */
export type SecretState =
  | { step: "form"; form: FormState }
  | { step: "secret"; secret: string; endpointId: string; message: string };
