import type { Cause } from "./authorization-knowledge";

/** Google's own errors, where they say more than our failure code. */
export const googleCauses: ReadonlyMap<string, Cause> = new Map<string, Cause>([
  [
    "deleted_client",
    ({ clientId }) => ({
      title: "The Client ID was deleted",
      explanation: `The client${clientId === undefined ? "" : ` ${clientId}`} no longer exists in the Google Cloud console.`,
      whoCanMend: "helpdesk_admin",
      nextSteps: [
        "In the Google Cloud console open Google Auth Platform, Clients, and restore it, or create a new one.",
        "With a new one enter its Client ID and Client Secret, and authorize every mailbox again.",
      ],
    }),
  ],
  [
    "org_internal",
    () => ({
      title: "The app is for another organization only",
      explanation:
        "Its audience is Internal, so only accounts of the Google Workspace that owns the project may sign in.",
      whoCanMend: "idp_admin",
      nextSteps: [
        "Sign in with an account of that organization, or change Google Auth Platform, Audience, to External and publish the app.",
      ],
    }),
  ],
  [
    "invalid_scope",
    () => ({
      title: "A scope is not known",
      explanation: "Google does not know one of the scopes, or the app may not ask for it.",
      whoCanMend: "helpdesk_admin",
      nextSteps: ["Set Scopes to: openid email https://mail.google.com/", "Press Submit again."],
    }),
  ],
  [
    "invalid_grant",
    () => ({
      title: "Google no longer accepts the Grant",
      explanation:
        "Google does not say why. Usual reasons: the access was withdrawn, the password changed, half a year without use, or an app in Testing, whose authorizations end after seven days.",
      whoCanMend: "mailbox_owner",
      nextSteps: [
        "If it was authorized about seven days ago, open Google Auth Platform, Audience, and publish the app or make it Internal.",
        "Press Submit in IdP Config and sign in as the mailbox once more.",
      ],
    }),
  ],
  [
    "unauthorized_client",
    () => ({
      title: "The client may not do this",
      explanation:
        "Google knows the client but does not let it ask in this way; often its type is not Web application.",
      whoCanMend: "idp_admin",
      nextSteps: [
        "In the Google Cloud console open Google Auth Platform, Clients, and create a client of the type Web application.",
      ],
    }),
  ],
]);
