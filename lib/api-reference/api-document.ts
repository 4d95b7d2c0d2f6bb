import type { JsonSchema } from "./describe-schema";

/** The parts of an OpenAPI 3.1 document that describeApi makes. */
export type ApiDocument = {
  openapi: "3.1.0";
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: ApiTag; description: string }[];
  paths: Record<string, Partial<Record<ApiMethod, ApiOperation>>>;
  components: {
    securitySchemes: Record<string, JsonSchema>;
    schemas: Record<string, JsonSchema>;
    headers: Record<string, ApiHeader>;
  };
};

/** The groups of calls, in the order in which they are told. */
export const apiTags = [
  "Mailboxes",
  "Credentials",
  "Leases",
  "Reports",
  "Events",
  "Management",
  "Webhooks",
  "Description",
] as const;
export type ApiTag = (typeof apiTags)[number];

export const apiMethods = ["get", "post", "put", "patch", "delete"] as const;
export type ApiMethod = (typeof apiMethods)[number];

export type ApiOperation = {
  operationId: string;
  summary: string;
  description?: string;
  tags: ApiTag[];
  /** Empty where no Worker Key is needed; else the scopes of which it has to have one. */
  security: Record<string, string[]>[];
  parameters: ApiParameter[];
  requestBody?: { required: boolean; content: Record<string, ApiContent> };
  responses: Record<string, ApiResponse>;
};

export type ApiParameter = {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: JsonSchema;
};

export type ApiContent = { schema: JsonSchema; example?: unknown };

export type ApiResponse = {
  description: string;
  headers: Record<string, { $ref: string }>;
  content?: Record<string, ApiContent>;
};

type ApiHeader = { description: string; schema: JsonSchema };
