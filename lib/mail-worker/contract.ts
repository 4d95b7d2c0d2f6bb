import { authorizationLinkOperations } from "./authorization-link-contract";
import { credentialsOperations } from "./credentials-contract";
import { diagnoseOperations } from "./diagnose-contract";
import { eventOperations } from "./event-contract";
import { idpConfigOperations } from "./idp-config-contract";
import { leaseOperations } from "./lease-contract";
import { mailboxOperations } from "./mailbox-contract";
import { manageMailboxOperations } from "./manage-mailbox-contract";
import { reportOperations } from "./report-contract";
import { webhookOperations } from "./webhook-contract";

/** Every call of the REST API, below `/api/v1`. */
export const operations = {
  ...mailboxOperations,
  ...credentialsOperations,
  ...leaseOperations,
  ...reportOperations,
  ...diagnoseOperations,
  ...eventOperations,
  ...manageMailboxOperations,
  ...authorizationLinkOperations,
  ...idpConfigOperations,
  ...webhookOperations,
};
