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

export const authorizationLinkOperations = {
  createAuthorizationLink: defineOperation({
    method: "POST",
    path: "/mailboxes/{id}/authorization-links",
    scope: "manage",
    summary: "Make an authorization link",
    description:
      "A link by which somebody without an account here signs in at the provider and authorizes the mailbox. It counts for one success. Whoever has it can use it, so send it to nobody else.",
    pathParameters: mailboxPathSchema,
    query: z.strictObject({}),
    body: createAuthorizationLinkSchema,
    answer: z.strictObject({ id: z.uuid(), url: z.url(), expiresAt: z.iso.datetime() }),
    status: 201,
  }),
};
