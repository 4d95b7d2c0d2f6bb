import type { FormState } from "@/components/ui/form-state";

/** An Authorization Link that has just been made: the one time that it is shown. */
export type MadeLink = {
  url: string;
  expiresAt: Date;
  /** How many older links of the half still work. */
  olderLinks: number;
};

/** What making a link answers: the form again, or the link. It is in this answer alone, never among a form's values. */
export type LinkState = { step: "form"; form: FormState } | { step: "made"; made: MadeLink };
