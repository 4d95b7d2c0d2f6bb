import { z } from "zod";

/** A schema as JSON Schema has it (draft 2020-12, which OpenAPI 3.1 takes as it is). */
export type JsonSchema = { [keyword: string]: unknown };

/**
 * Describes a schema for the OpenAPI document: what a caller may send (`input`), or what the API answers (`output`).
 * Left out are bounds that say no more than the type does, and patterns that a format says already.
 */
export function describeSchema(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  return described;
}
