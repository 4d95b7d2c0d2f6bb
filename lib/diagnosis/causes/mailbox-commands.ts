import type { Command, DiagnosisContext } from "../schema";
import { argument } from "./quote";

/** Who signed in is the mailbox itself, so that no right to it can be missing. */
export function isOwnMailbox({ mailbox, resourceOwner }: DiagnosisContext): boolean {
  return mailbox !== undefined && mailbox.toLowerCase() === resourceOwner?.toLowerCase();
}

/** Lets who signs in open the mailbox. */
export function addFullAccess({ mailbox, resourceOwner }: DiagnosisContext): Command {
  return {
    command: `Add-MailboxPermission -Identity ${argument(mailbox, "mailbox")} -User ${argument(resourceOwner, "who consented")} -AccessRights FullAccess -AutoMapping $false`,
    changes: "Lets that user open the mailbox; no Outlook shows it by itself.",
    shell: "powershell",
  };
}

/** Full Access is for reading alone; sending as the mailbox is a right of its own. */
export function letSendAs({ mailbox, resourceOwner }: DiagnosisContext): Command {
  return {
    command: `Add-RecipientPermission -Identity ${argument(mailbox, "mailbox")} -Trustee ${argument(resourceOwner, "who signs in")} -AccessRights SendAs -Confirm:$false`,
    changes: "Lets that user send as the mailbox.",
    shell: "powershell",
  };
}

/** Shows whether there is a mailbox of that name, and what its primary address is. */
export function showMailbox(mailbox: string | undefined): Command {
  return {
    command: `Get-Mailbox -Identity ${argument(mailbox, "mailbox")} | Select-Object PrimarySmtpAddress, RecipientTypeDetails, SKUAssigned`,
    changes:
      "Changes nothing: shows whether there is such a mailbox, its primary address, and whether it has a licence.",
    shell: "powershell",
  };
}

/** Shows which protocols are switched on for the mailbox. */
export function showCasMailbox(mailbox: string | undefined): Command {
  return {
    command: `Get-CASMailbox -Identity ${argument(mailbox, "mailbox")} | Select-Object PrimarySmtpAddress, ImapEnabled, PopEnabled, SmtpClientAuthenticationDisabled`,
    changes: "Changes nothing: shows which protocols are switched on for the mailbox.",
    shell: "powershell",
  };
}
