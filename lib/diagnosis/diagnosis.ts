/** Who can do what has to be done. */
export type WhoCanMend = "helpdesk_admin" | "idp_admin" | "mailbox_owner" | "network" | "provider" | "wait";

/** How each of them is called in front of people. */
export const whoCanMendLabels: Readonly<Record<WhoCanMend, string>> = {
  helpdesk_admin: "You, in Mailgrant",
  idp_admin: "An administrator of the identity provider",
  mailbox_owner: "Whoever signs in to the mailbox",
  network: "Whoever runs the network or this installation",
  provider: "The provider",
  wait: "Nobody; it passes by itself",
};

/** The cause of a failure, who can mend it, and the exact next steps, in order. */
export type Diagnosis = {
  title: string;
  explanation: string;
  whoCanMend: WhoCanMend;
  nextSteps: readonly string[];
};
