import type { AuthorizationKnowledge, Cause } from "./authorization-knowledge";
import type { Diagnosis } from "./diagnosis";

const appPath = "In the Microsoft Entra admin center open App registrations, the app";
const submitAgain = "Press Submit again.";

/** What the numbers behind AADSTS mean, where they say more than our failure code. */
export const entraCauses: ReadonlyMap<string, Cause> = new Map<string, Cause>([
  ...list(["700016", "70001"], ({ clientId, directoryId }) => ({
    title: "The app is not known in this directory",
    explanation: `The directory ${directoryId ?? "of the endpoints"} has no app with the Client ID ${clientId ?? "that was entered"}. One of the two was copied wrongly, or the app belongs to another directory.`,
    whoCanMend: "helpdesk_admin",
    nextSteps: [
      `${appPath}, Overview, and compare Application (client) ID and Directory (tenant) ID with Client ID and Directory (tenant) ID here.`,
      submitAgain,
    ],
  })),
  ...list(["90002", "90023", "900023"], ({ directoryId }) => ({
    title: "The directory is not known",
    explanation: `Microsoft knows no directory ${directoryId ?? "of the name in the endpoints"}.`,
    whoCanMend: "helpdesk_admin",
    nextSteps: ["Copy the Directory (tenant) ID again from the app's Overview.", submitAgain],
  })),
  ...list(["50194", "9001023"], () => ({
    title: "The app is for one directory",
    explanation:
      "The endpoints say common or organizations, but the app was registered for accounts of its own directory only.",
    whoCanMend: "helpdesk_admin",
    nextSteps: ["Enter the Directory (tenant) ID, so that both endpoints name the directory.", submitAgain],
  })),
  ...list(["28000", "70011", "700022"], () => ({
    title: "The scopes do not go together",
    explanation:
      "A scope is not known, or scopes of two services, such as Outlook and Microsoft Graph, are in one request.",
    whoCanMend: "helpdesk_admin",
    nextSteps: [
      "In Scopes keep openid, profile, email, offline_access and those that begin with https://outlook.office.com/, and remove User.Read and whatever else belongs to Microsoft Graph.",
      submitAgain,
    ],
  })),
  ...list(["28003", "65005", "650053", "650057", "900144"], () => ({
    title: "A scope is missing or misspelt",
    explanation: "Microsoft does not know one of the scopes, or the app does not have the permission for it.",
    whoCanMend: "helpdesk_admin",
    nextSteps: [
      "Compare Scopes with the app's API permissions in the Microsoft Entra admin center, letter by letter.",
      submitAgain,
    ],
  })),
  ...list(["500011", "500014", "650052"], () => ({
    title: "The directory has no Exchange Online",
    explanation: "The mail service that the scopes belong to does not exist, or is disabled, in this directory.",
    whoCanMend: "idp_admin",
    nextSteps: [
      "Check that the directory has a subscription with Exchange Online, and that under Enterprise applications the application 00000002-0000-0ff1-ce00-000000000000 is enabled.",
      submitAgain,
    ],
  })),
  ...list(["7000112"], () => ({
    title: "The app is disabled",
    explanation: "Sign-in through this app was switched off in the directory.",
    whoCanMend: "idp_admin",
    nextSteps: [
      "In the Microsoft Entra admin center open Enterprise applications, the app, Properties, and set Enabled for users to sign-in to Yes.",
      submitAgain,
    ],
  })),
  ...list(["7000216", "7000218", "70002"], () => ({
    title: "Microsoft got no Client Secret",
    explanation: "The app expects a Client Secret and none that it could read was sent.",
    whoCanMend: "helpdesk_admin",
    nextSteps: ["Paste the secret's Value in Client Secret again.", submitAgain],
  })),
  ...list(["700025", "9002325", "9002326", "9002327"], webPlatformCause),
  ...list(["50105"], () => ({
    title: "The account is not assigned to the app",
    explanation: "The app demands that people are assigned to it, and this account is not.",
    whoCanMend: "idp_admin",
    nextSteps: [
      "In the Microsoft Entra admin center open Enterprise applications, the app, Users and groups, and add the mailbox's account; or set Properties, Assignment required, to No.",
      submitAgain,
    ],
  })),
  ...list(["50020", "50034", "500201"], ({ systemEmailAddress }) => ({
    title: "The account is not in this directory",
    explanation:
      "Who signed in does not belong to the directory of the endpoints. Often the browser chose another account.",
    whoCanMend: "mailbox_owner",
    nextSteps: [
      `Press Submit again in a private window and sign in as ${systemEmailAddress ?? "the mailbox"}.`,
      "If that is the right account, the Directory (tenant) ID is another one's: correct it.",
    ],
  })),
  ...list(["53000", "53001", "53002", "53003", "530003"], () => ({
    title: "A Conditional Access policy refuses",
    explanation: "A policy of the directory does not allow this sign-in, for its place, its device or its kind.",
    whoCanMend: "idp_admin",
    nextSteps: [
      "In the Microsoft Entra admin center open Monitoring, Sign-in logs, find the entry by the correlation id below, and look at its Conditional Access tab.",
      "Exclude the mailbox's account or the app from that policy, or name this installation's address as a trusted location; then authorize again.",
    ],
  })),
  ...list(["50076", "50078", "50079", "50158"], () => ({
    title: "A second factor is needed",
    explanation: "The directory demands a second factor that the Grant does not carry, or one that is newer.",
    whoCanMend: "mailbox_owner",
    nextSteps: ["Press Submit in IdP Config, sign in as the mailbox and give the second factor."],
  })),
  ...list(["50173", "50055"], () => ({
    title: "The password was changed",
    explanation: "The mailbox's password was changed or its sessions were ended, which ends every Grant before it.",
    whoCanMend: "mailbox_owner",
    nextSteps: ["Press Submit in IdP Config and sign in as the mailbox with the new password."],
  })),
  ...list(["50057"], ({ systemEmailAddress }) => ({
    title: "The account is blocked",
    explanation: `Sign-in is blocked for ${systemEmailAddress ?? "the account"}.`,
    whoCanMend: "idp_admin",
    nextSteps: [
      "In the Microsoft 365 admin center open Users, Active users, the account, and unblock sign-in; then authorize again.",
    ],
  })),
  ...list(["700082", "70043", "700084"], () => ({
    title: "The Grant ran out",
    explanation: "The refresh token was not used for too long, or a policy of the directory limits how long it lives.",
    whoCanMend: "mailbox_owner",
    nextSteps: [
      "Press Submit in IdP Config and sign in as the mailbox.",
      "If it happens again, an administrator can exclude the account from the policy's Sign-in frequency.",
    ],
  })),
]);

function webPlatformCause({ callbackEndpoint }: AuthorizationKnowledge): Diagnosis {
  return {
    title: "The Callback Endpoint is on the wrong platform",
    explanation:
      "It is registered under Single-page application or Mobile and desktop applications, which may not use a Client Secret.",
    whoCanMend: "idp_admin",
    nextSteps: [
      `${appPath}, Authentication; remove ${callbackEndpoint ?? "the Callback Endpoint"} there and add it under the platform Web.`,
      submitAgain,
    ],
  };
}

function list(numbers: readonly string[], cause: Cause): [string, Cause][] {
  return numbers.map((number) => [number, cause]);
}
