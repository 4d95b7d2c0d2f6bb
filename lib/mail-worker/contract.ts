import { credentialsOperations } from "./credentials-contract";
import { mailboxOperations } from "./mailbox-contract";

/** Every call of the REST API, below `/api/v1`. */
export const operations = {
  ...mailboxOperations,
  ...credentialsOperations,
};
