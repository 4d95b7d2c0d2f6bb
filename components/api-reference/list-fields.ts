/** A field of a body or an answer as the tables show it. */
export type ApiField = {
  /** Where it stands: `incoming.fetch.everyMinutes`, `data[].id`. */
  place: string;
  type: string;
  isRequired: boolean;
  description: string;
};

type Schema = { [keyword: string]: unknown };
type Spot = { place: string; isRequired: boolean };

/** The fields of a JSON Schema, from the outside in, each named by its place. */
export function listFields(schema: Schema): ApiField[] {
  return fieldsIn(schema, { place: "", isRequired: true });
}

/** What a value may be, in a few words: `integer, 1 to 65535`, `"imap" or "pop3"`, `text (date-time) or null`. */
export function describeType(schema: Schema): string {
  const variants = variantsOf(schema);
  if (variants.length > 0) return [...new Set(variants.map(describeType))].join(" or ");
  const limits = describeLimits(schema);
  const name = nameOfType(schema);
  return limits === "" ? name : `${name}, ${limits}`;
}

function nameOfType(schema: Schema): string {
  const { type, enum: values, const: only, format, items, additionalProperties } = schema;
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(" or ");
  if (only !== undefined) return JSON.stringify(only);
  if (type === "array") return `list of ${isSchema(items) ? plural(describeType(items)) : "values"}`;
  if (type === "object" && isSchema(additionalProperties)) return `object of ${describeType(additionalProperties)}`;
  if (type === "string") return typeof format === "string" ? `text (${format})` : "text";
  if (type === "boolean") return "true or false";
  return typeof type === "string" ? type : "anything";
}

function plural(type: string): string {
  return type === "object" || type === "text" ? `${type}s` : type;
}

function describeLimits({ minimum, maximum, maxLength, maxItems, default: initial }: Schema): string {
  const range = minimum !== undefined && maximum !== undefined ? `${minimum} to ${maximum}` : "";
  const least = range === "" && minimum !== undefined ? `at least ${minimum}` : "";
  const most = typeof maxLength === "number" ? `at most ${maxLength} characters` : "";
  const count = typeof maxItems === "number" ? `at most ${maxItems}` : "";
  const isTold = initial !== undefined && initial !== "" && JSON.stringify(initial) !== "[]";
  return [range, least, most, count, isTold ? `default ${JSON.stringify(initial)}` : ""].filter(Boolean).join(", ");
}

function fieldsIn(schema: Schema, { place, isRequired }: Spot): ApiField[] {
  const description = typeof schema.description === "string" ? schema.description : "";
  const own = place === "" ? [] : [{ place, type: describeType(schema), isRequired, description }];
  return mergeVariants([...own, ...fieldsBelow(schema, place)]);
}

function fieldsBelow(schema: Schema, place: string): ApiField[] {
  const variants = variantsOf(schema);
  if (variants.length > 0) return variants.flatMap((variant) => fieldsBelow(variant, place));
  if (schema.type === "array") return isSchema(schema.items) ? fieldsBelow(schema.items, `${place}[]`) : [];
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  return Object.entries(isSchema(schema.properties) ? schema.properties : {}).flatMap(([name, property]) =>
    isSchema(property)
      ? fieldsIn(property, { place: place === "" ? name : `${place}.${name}`, isRequired: required.has(name) })
      : [],
  );
}

/** A field that several variants of an object have is told once, with all that it may be. */
function mergeVariants(fields: ApiField[]): ApiField[] {
  const byPlace = new Map<string, ApiField>();
  for (const field of fields) {
    const known = byPlace.get(field.place);
    const types = new Set([...(known === undefined ? [] : known.type.split(" or ")), ...field.type.split(" or ")]);
    byPlace.set(field.place, known === undefined ? field : { ...known, type: [...types].join(" or ") });
  }
  return [...byPlace.values()];
}

/** What the value may be instead; several types, such as text and null, are written in one word. */
function variantsOf(schema: Schema): Schema[] {
  const { anyOf, oneOf, type } = schema;
  if (Array.isArray(type)) return type.map((one) => (one === "null" ? { type: one } : { ...schema, type: one }));
  const variants = Array.isArray(anyOf) ? anyOf : oneOf;
  return Array.isArray(variants) ? variants.filter(isSchema) : [];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
