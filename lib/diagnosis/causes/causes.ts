import type { CauseSlug } from "../schema";
import type { Cause } from "./cause";
import { connectionCauses } from "./connections";
import { consentCauses } from "./consent";
import { directoryCauses } from "./directories";
import { grantCauses } from "./grants";
import { mailboxCauses } from "./mailboxes";
import { registrationCauses } from "./registration";
import { sendingCauses } from "./sending";
import { signInCauses } from "./sign-ins";

/** Every cause before people. A slug without one does not compile. */
export const causes: Readonly<Record<CauseSlug, Cause>> = {
  ...registrationCauses,
  ...directoryCauses,
  ...consentCauses,
  ...grantCauses,
  ...mailboxCauses,
  ...signInCauses,
  ...sendingCauses,
  ...connectionCauses,
  unknown: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: () => "Nothing in the text is known to be the mark of one cause.",
    listSteps: () => [
      "Try once more: some failures pass.",
      "Look in the log for the line in which the server or the provider itself answers: it has a code, such as 535, AADSTS50173, NO or -ERR.",
      "Where there is no such line, give the text to the provider's support with the time and, where there is one, the correlation id.",
    ],
  },
};
