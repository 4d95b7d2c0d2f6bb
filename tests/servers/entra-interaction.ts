import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import type { InteractionResults } from "oidc-provider";
import { z } from "zod";
import { type EntraDirectory, routerParameters } from "./entra-directory";
import { adminApprovalPage, consentPage, errorPage, signInPage } from "./entra-pages";
import { accountIdOf, type EntraState, findUser, findUserByAccountId } from "./entra-state";
import type { PracticeUser } from "./entra-types";
import { readForm, sendPage } from "./http-messages";

type Interaction = Awaited<ReturnType<Provider["interactionDetails"]>>;

const parametersSchema = z.object({
  client_id: z.string(),
  scope: z.string().default(""),
  login_hint: z.string().default(""),
  [routerParameters.alias]: z.string().optional(),
  [routerParameters.consentAsked]: z.string().optional(),
});

const consentDetailsSchema = z.object({
  missingOIDCScope: z.array(z.string()).default([]),
  missingOIDCClaims: z.array(z.string()).default([]),
  missingResourceScopes: z.record(z.string(), z.array(z.string())).default({}),
});

interface Visit {
  readonly state: EntraState;
  readonly home: EntraDirectory;
  readonly interaction: Interaction;
  readonly parameters: z.infer<typeof parametersSchema>;
  readonly response: ServerResponse;
  readonly finish: (result: InteractionResults) => Promise<void>;
}

/** Serves the pages between the authorization request and the redirect back: sign-in, then consent. */
export async function serveInteraction(
  state: EntraState,
  home: EntraDirectory,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const interaction = await home.provider.interactionDetails(request, response).catch(() => undefined);
  if (!interaction)
    return sendPage(response, 400, errorPage("This sign-in has expired. Start again from the application."));
  const visit: Visit = {
    state,
    home,
    interaction,
    parameters: parametersSchema.parse(interaction.params),
    response,
    finish: (result) =>
      home.provider.interactionFinished(request, response, result, {
        mergeWithLastSubmission: interaction.prompt.name === "consent",
      }),
  };
  const form = request.method === "POST" ? await readForm(request) : undefined;
  return interaction.prompt.name === "consent" ? serveConsent(visit, form) : serveSignIn(visit, form);
}

async function serveSignIn(visit: Visit, form: URLSearchParams | undefined): Promise<void> {
  const { state, home, parameters, response } = visit;
  if (!form) return sendPage(response, 200, signInPage({ address: parameters.login_hint }));
  const address = form.get("address") ?? "";
  const user = findUser(state, address);
  if (user?.password !== form.get("password") || !user) {
    const problem = "AADSTS50126: The email address or the password is not right.";
    return sendPage(response, 400, signInPage({ address, problem }));
  }
  if (user.directoryId === home.directory.id) {
    return visit.finish({ login: { accountId: accountIdOf(user) }, select_account: {} });
  }
  if (parameters[routerParameters.alias]) return redirectToOwnDirectory(visit, user);
  const problem = `AADSTS50020: User account '${user.address}' does not exist in the directory '${home.directory.name}'.`;
  return sendPage(response, 400, signInPage({ address, problem }));
}

/** At `common` everybody may sign in; the request goes on in the directory of whoever does. */
function redirectToOwnDirectory({ interaction, response }: Visit, user: PracticeUser): void {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(interaction.params)) {
    if (typeof value === "string" && name !== routerParameters.alias) query.set(name, value);
  }
  query.set("login_hint", user.address);
  response.writeHead(303, { location: `/${user.directoryId}/oauth2/v2.0/authorize?${query}` }).end();
}

async function serveConsent(visit: Visit, form: URLSearchParams | undefined): Promise<void> {
  const { state, home, interaction, parameters, response } = visit;
  const user = findUserByAccountId(state, interaction.session?.accountId ?? "");
  if (!user) return sendPage(response, 400, errorPage("Nobody is signed in. Start again from the application."));
  const missing = consentDetailsSchema.parse(interaction.prompt.details);
  const asked = [...missing.missingOIDCScope, ...Object.values(missing.missingResourceScopes).flat()];
  const organizationConsent = `${home.directory.id} ${parameters.client_id}`;
  const isOrganizationConsented = state.organizationConsents.has(organizationConsent);
  const isConsentGiven = asked.length === 0 && interaction.grantId !== undefined;

  if (isOrganizationConsented || (isConsentGiven && !parameters[routerParameters.consentAsked])) {
    return visit.finish({ consent: { grantId: await saveGrant(visit, user) } });
  }
  const isAllowed = user.fault !== "admin-approval-needed";
  if (form?.get("action") === "accept" && isAllowed) {
    if (form.get("organization") === "yes") state.organizationConsents.add(organizationConsent);
    return visit.finish({ consent: { grantId: await saveGrant(visit, user) } });
  }
  if (form) return visit.finish(isAllowed ? consentDeclined : approvalNeeded);
  const applicationName = state.registrations.get(parameters.client_id)?.name ?? parameters.client_id;
  const scopes = asked.length > 0 ? asked : parameters.scope.split(" ");
  const subject = { applicationName, address: user.address };
  return sendPage(response, 200, isAllowed ? consentPage({ ...subject, scopes }) : adminApprovalPage(subject));
}

const consentDeclined = {
  error: "access_denied",
  error_description: "AADSTS65004: User declined to consent to access the app.",
};

const approvalNeeded = {
  error: "access_denied",
  error_description:
    "AADSTS90094: Admin consent is required. The application needs permissions that only an administrator can grant.",
};

async function saveGrant({ home, interaction, parameters }: Visit, user: PracticeUser): Promise<string> {
  const missing = consentDetailsSchema.parse(interaction.prompt.details);
  const known = interaction.grantId ? await home.provider.Grant.find(interaction.grantId) : undefined;
  const grant = known ?? new home.provider.Grant({ accountId: accountIdOf(user), clientId: parameters.client_id });
  if (!known || missing.missingOIDCScope.length > 0) grant.addOIDCScope(parameters.scope);
  if (missing.missingOIDCClaims.length > 0) grant.addOIDCClaims(missing.missingOIDCClaims);
  for (const [resource, scopes] of Object.entries(missing.missingResourceScopes)) {
    grant.addResourceScope(resource, scopes.join(" "));
  }
  return grant.save();
}
