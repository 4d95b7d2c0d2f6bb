import type { Owner } from "./schema";

/** How each of those who can mend something is called in front of people. */
export const ownerLabels: Readonly<Record<Owner, string>> = {
  helpdesk_admin: "You, in Mailgrant",
  org_admin_of_idp: "An administrator of the identity provider",
  mailbox_owner: "Whoever signs in to the mailbox",
  network: "Whoever runs the network or this installation",
  provider: "The provider",
  wait: "Nobody; it passes by itself",
};
