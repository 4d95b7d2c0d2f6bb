import { z } from "zod";
import { daySchema } from "@/lib/day-and-moment";
import { providers } from "@/lib/idp-config/schema";
import { defineOperation } from "./operation";
import { confirmSchema, plainTextSchema } from "./plain-text-schema";

const timestampSchema = z.iso.datetime();
const dateSchema = daySchema("it must be a date such as 2027-02-03");

const clientCredentialSchema = z.strictObject({
  id: z.uuid(),
  expiresOn: dateSchema.nullable().describe("The day that the provider's portal said it ends."),
  createdAt: timestampSchema,
});

export const managedIdpConfigSchema = z.strictObject({
  id: z.uuid(),
  provider: z.enum(providers),
  name: z.string(),
  enabled: z.boolean(),
  notes: z.string(),
  clientId: z.string(),
  directoryId: z.string().nullable().describe("Microsoft only: the Directory (tenant) ID."),
  isSingleTenant: z.boolean(),
  authorizationEndpoint: z.string(),
  tokenEndpoint: z.string(),
  issuer: z.string().nullable(),
  userInfoEndpoint: z.string().nullable(),
  revocationEndpoint: z.string().nullable(),
  scopes: z.array(z.string()),
  emailAttribute: z.string(),
  callbackEndpoint: z.string().describe("What is registered at the provider as the redirect URI."),
  clientCredentials: z.array(clientCredentialSchema).describe("Newest first. A secret itself is never answered."),
  usedBy: z.array(
    z.strictObject({ mailboxId: z.uuid(), address: z.string(), half: z.enum(["remote_mailbox", "outgoing_smtp"]) }),
  ),
});
export type ManagedIdpConfig = z.infer<typeof managedIdpConfigSchema>;

const savedIdpConfigSchema = managedIdpConfigSchema.extend({
  warnings: z.array(z.string()).describe("Doubts about what was saved, as sentences."),
});
export type SavedIdpConfig = z.infer<typeof savedIdpConfigSchema>;

const idpConfigSummarySchema = managedIdpConfigSchema
  .pick({ id: true, provider: true, name: true, enabled: true, clientId: true, directoryId: true })
  .extend({ updatedAt: timestampSchema, halvesUsingIt: z.number().int() });

const changes = {
  enabled: z.boolean().optional(),
  notes: plainTextSchema.optional(),
  directoryId: plainTextSchema.nullable().optional().describe("Microsoft: the Directory (tenant) ID."),
  isSingleTenant: z.boolean().optional(),
  authorizationEndpoint: plainTextSchema.optional(),
  tokenEndpoint: plainTextSchema.optional(),
  issuer: plainTextSchema.nullable().optional(),
  userInfoEndpoint: plainTextSchema.nullable().optional(),
  revocationEndpoint: plainTextSchema.nullable().optional(),
  scopes: z.array(plainTextSchema).max(100).optional(),
  emailAttribute: plainTextSchema.optional().describe("The claim that names the address of who signed in."),
  clientSecret: plainTextSchema.optional().describe("Never answered. Left out, the saved ones stay."),
  secretExpiresOn: dateSchema.nullable().optional(),
  isDraft: z
    .boolean()
    .default(false)
    .describe("Save although the provider would refuse it; its mistakes come as warnings."),
  confirm: confirmSchema,
};

export const createIdpConfigSchema = z.strictObject({
  provider: z.enum(providers),
  name: plainTextSchema,
  clientId: plainTextSchema,
  ...changes,
});
export type CreateIdpConfig = z.infer<typeof createIdpConfigSchema>;

export const changeIdpConfigSchema = z.strictObject({
  name: plainTextSchema.optional(),
  clientId: plainTextSchema.optional(),
  ...changes,
});
export type ChangeIdpConfig = z.infer<typeof changeIdpConfigSchema>;

export const addClientCredentialSchema = z.strictObject({
  secret: plainTextSchema,
  expiresOn: dateSchema.nullable().default(null),
});

export const idpConfigPathSchema = z.strictObject({ id: z.string().describe("An IdP Config's id.") });
const clientCredentialPathSchema = idpConfigPathSchema.extend({
  clientCredentialId: z.string().describe("A Client Credential's id."),
});

const common = { scope: "manage", query: z.strictObject({}), pathParameters: idpConfigPathSchema } as const;

export const idpConfigOperations = {
  listIdpConfigs: defineOperation({
    ...common,
    method: "GET",
    path: "/idp-configs",
    summary: "List IdP Configs",
    pathParameters: z.strictObject({}),
    query: z.strictObject({ provider: z.enum(providers).optional() }),
    body: null,
    answer: z.strictObject({ data: z.array(idpConfigSummarySchema) }),
    status: 200,
  }),
  createIdpConfig: defineOperation({
    ...common,
    method: "POST",
    path: "/idp-configs",
    summary: "Add an IdP Config",
    description:
      "What is left out is the provider's preset, with the directory's own endpoints at Microsoft. Mistakes that the provider would refuse are told by field. Doubts are a conflict that names a word; the same request with that word in `confirm` goes ahead.",
    pathParameters: z.strictObject({}),
    body: createIdpConfigSchema,
    answer: savedIdpConfigSchema,
    status: 201,
  }),
  getIdpConfig: defineOperation({
    ...common,
    method: "GET",
    path: "/idp-configs/{id}",
    summary: "Read an IdP Config",
    body: null,
    answer: managedIdpConfigSchema,
    status: 200,
  }),
  changeIdpConfig: defineOperation({
    ...common,
    method: "PATCH",
    path: "/idp-configs/{id}",
    summary: "Change an IdP Config",
    description:
      "Changes what is sent and leaves the rest. A change that Grants depend on makes them stop counting, so it is a conflict that names a word until that word is in `confirm`. With a Token Endpoint on another host the saved client secrets are forgotten. Naming another host for an endpoint of one that has a client secret or is in use needs the scope `credentials:read` as well.",
    body: changeIdpConfigSchema,
    answer: savedIdpConfigSchema,
    status: 200,
  }),
  deleteIdpConfig: defineOperation({
    ...common,
    method: "DELETE",
    path: "/idp-configs/{id}",
    summary: "Delete an IdP Config",
    description: "A conflict while System Emails use it or hold a Grant of it.",
    body: null,
    answer: null,
    status: 204,
  }),
  addClientCredential: defineOperation({
    ...common,
    method: "POST",
    path: "/idp-configs/{id}/client-credentials",
    summary: "Add a client secret",
    description:
      "Refreshes try the newest client secret first. Those that the provider has taken before stay beside it, so that nothing stops while one is rotated; one that it never took is replaced.",
    body: addClientCredentialSchema,
    answer: clientCredentialSchema,
    status: 201,
  }),
  removeClientCredential: defineOperation({
    ...common,
    method: "DELETE",
    path: "/idp-configs/{id}/client-credentials/{clientCredentialId}",
    summary: "Remove a client secret",
    description: "A conflict where it is the last one and Grants need it: add the new one first.",
    pathParameters: clientCredentialPathSchema,
    body: null,
    answer: null,
    status: 204,
  }),
};
