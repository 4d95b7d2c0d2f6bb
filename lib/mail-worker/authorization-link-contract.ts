import { z } from "zod";
import { defaultLinkHours, maxLinkHours } from "@/lib/grant/authorization-link-schema";
import { halves } from "@/lib/system-email/schema";
import { mailboxPathSchema } from "./mailbox-contract";
import { defineOperation } from "./operation";

export const createAuthorizationLinkSchema = z.strictObject({
  half: z.enum(halves).default("remote_mailbox").describe("Outgoing (SMTP) only where it has OAuth2 of its own."),
  idpConfigId: z.uuid().optional().describe("Left out, the IdP Config that the half uses."),
  expiresInHours: z
    .number("it must be a number of hours")
    .int("it must be a whole number of hours")
    .min(1, "at least 1 hour")
    .max(maxLinkHours, `at most ${maxLinkHours} hours, a week`)
    .default(defaultLinkHours),
});

export const authorizationLinkSchema = z.strictObject({
  id: z.uuid(),
  half: z.enum(halves),
  idpConfigId: z.uuid(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  openedAt: z.iso
    .datetime()
    .nullable()
    .describe("When its page was shown first; programs that look at links before people do count too."),
});

const linkPathSchema = mailboxPathSchema.extend({ linkId: z.string().describe("An authorization link's id.") });

export const authorizationLinkOperations = {
  listAuthorizationLinks: defineOperation({
    method: "GET",
    path: "/mailboxes/{id}/authorization-links",
    scope: "manage",
    summary: "List authorization links",
    description:
      "The links that still work, the newest first: neither used nor withdrawn nor expired. None of them tells its URL, which is stored nowhere.",
    pathParameters: mailboxPathSchema,
    query: z.strictObject({}),
    body: null,
    answer: z.strictObject({ data: z.array(authorizationLinkSchema) }),
    status: 200,
  }),
  createAuthorizationLink: defineOperation({
    method: "POST",
    path: "/mailboxes/{id}/authorization-links",
    scope: "manage",
    summary: "Make an authorization link",
    description:
      "A link by which somebody without an account here signs in at the provider and authorizes the mailbox. It counts for one success. Whoever has it can use it, so send it to nobody else. Older links go on working until they are withdrawn; a conflict says that there are too many of them.",
    pathParameters: mailboxPathSchema,
    query: z.strictObject({}),
    body: createAuthorizationLinkSchema,
    answer: z.strictObject({
      id: z.uuid(),
      url: z.url(),
      expiresAt: z.iso.datetime(),
      olderLinks: z.number().int().describe("How many older links of the same half still work beside it."),
    }),
    status: 201,
  }),
  withdrawAuthorizationLink: defineOperation({
    method: "DELETE",
    path: "/mailboxes/{id}/authorization-links/{linkId}",
    scope: "manage",
    summary: "Withdraw an authorization link",
    description:
      "From then on it authorizes nothing, not even for somebody who is at the provider by it already; its page says that it was withdrawn. A conflict where it has been used.",
    pathParameters: linkPathSchema,
    query: z.strictObject({}),
    body: null,
    answer: null,
    status: 204,
  }),
};
