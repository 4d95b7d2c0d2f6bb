import { z } from "zod";
import { eventSchema, eventTypeSchema } from "@/lib/event/schema";
import { defineOperation } from "./operation";

const cursorSchema = z.string().regex(/^(0|[1-9]\d{0,14})$/, "it must be the nextCursor of an earlier page, or latest");

/** GET /events */
export const listEventsQuerySchema = z.strictObject({
  cursor: z
    .union([z.literal("latest"), cursorSchema])
    .optional()
    .describe(
      "The nextCursor of the page before. Without it the feed begins with the oldest event; latest begins with what comes next.",
    ),
  limit: z.coerce
    .number("it must be a number")
    .int("it must be a whole number")
    .min(1, "it must be at least 1")
    .max(1000, "it must be at most 1000")
    .default(100),
  types: z
    .string()
    .transform((text) => text.split(",").map((type) => type.trim()))
    .pipe(z.array(eventTypeSchema).min(1))
    .optional()
    .describe("Only these types, with commas between."),
});
export type ListEventsQuery = z.infer<typeof listEventsQuerySchema>;

export const eventListSchema = z.strictObject({
  data: z.array(eventSchema),
  nextCursor: cursorSchema.describe("Where the next page begins. Ask with it again, also after an empty page."),
});
export type EventList = z.infer<typeof eventListSchema>;

export const eventOperations = {
  listEvents: defineOperation({
    method: "GET",
    path: "/events",
    scope: "events:read",
    summary: "Read the feed of events",
    description:
      "What happened to the tenant's mailboxes, in order and without gaps; a reader that asks with each nextCursor sees everything once. Events are kept for 90 days; a cursor that is older fails with cursor_expired, and so does one that the feed has not come to, as after a restore from a backup. A key of some mailboxes sees the events of these alone, and none of IdP Configs.",
    pathParameters: z.strictObject({}),
    query: listEventsQuerySchema,
    body: null,
    answer: eventListSchema,
    status: 200,
  }),
};
