import type { z } from "zod";
import type { WorkerScope } from "./scope-schema";

/**
 * One call of the REST API. The same schemas parse its requests, check its answers and describe it in the OpenAPI
 * document, so that none of the three can drift from the others.
 */
export type Operation<Path = unknown, Query = unknown, Body = unknown, Answer = unknown> = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/api/v1`, with parameters in braces: `/mailboxes/{id}`. */
  path: string;
  scope: WorkerScope;
  summary: string;
  description?: string;
  pathParameters: z.ZodType<Path>;
  query: z.ZodType<Query>;
  /** Null where the call has no body. */
  body: z.ZodType<Body> | null;
  /** Null where the answer has no body (204). */
  answer: z.ZodType<Answer> | null;
  /** 201 where it adds something to what its path lists; the answer has the `id` under which that is found below it. */
  status: 200 | 201 | 204;
  /** A POST that changes nothing, so that an Idempotency-Key means nothing to it. */
  isRead?: boolean;
  /** Answers of it may be asked for again by ETag. */
  hasETag?: boolean;
  /** The part of a large answer that is checked against the schema at each call; tests check whole ones. */
  sampleAnswer?(answer: Answer): Answer;
  /** How many requests it counts as in the rate limits; 1 where it says nothing. */
  points?: number;
};

/** Whether a request may come without a body, which then counts as an object with nothing in it. */
export function isBodyOptional({ body }: Pick<Operation, "body">): boolean {
  return body?.safeParse({}).success === true;
}

/** Keeps the schemas' types, which a plain constant of type Operation would lose. */
export function defineOperation<Path, Query, Body, Answer>(
  operation: Operation<Path, Query, Body, Answer>,
): Operation<Path, Query, Body, Answer> {
  return operation;
}
