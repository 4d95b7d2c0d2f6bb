import type { ApiCall } from "@/lib/api-reference/list-api-calls";
import { type ApiField, listFields } from "./list-fields";

/** What a call answers. */
export type Answer = { operationId: string; summary: string; fields: readonly ApiField[] };

/** Fields as a call tells them: those that another call tells are left out where they are the same. */
export type ToldFields = {
  /** The call whose answer is all of this one, or all of it but for `fields`. */
  same: Answer | null;
  fields: readonly (ApiField & { same: Answer | null })[];
};

/** A shorter answer is told again, rather than sending its readers elsewhere. */
const leastFields = 6;

/** How each call's answer is told, by its operation id, so that the same fields stand on the page once. */
export function foldAnswers(calls: readonly ApiCall[]): Map<string, ToldFields> {
  const told: Answer[] = [];
  const folded = new Map<string, ToldFields>();
  // From the small to the large, because a large answer holds small ones.
  for (const answer of calls.flatMap(answerOf).sort((one, other) => one.fields.length - other.fields.length)) {
    const fold = foldFields(answer.fields, told);
    folded.set(answer.operationId, fold);
    const isWhole = fold.same === null && fold.fields.every(({ same }) => same === null);
    if (isWhole && answer.fields.length >= leastFields) told.unshift(answer);
  }
  return folded;
}

function answerOf({ operation }: ApiCall): Answer[] {
  const { operationId, summary, responses } = operation;
  const schema = Object.values(responses)[0]?.content?.["application/json"]?.schema;
  return schema === undefined ? [] : [{ operationId, summary, fields: listFields(schema) }];
}

/** Leaves out what is told elsewhere, the largest first: of the whole, or below one of the fields. */
function foldFields(fields: readonly ApiField[], told: readonly Answer[]): ToldFields {
  let rest = fields.map((field): ToldFields["fields"][number] => ({ ...field, same: null }));
  let whole: Answer | null = null;
  for (const known of told) {
    for (const place of ["", ...fields.map((field) => insideOf(field))]) {
      const wanted = new Set(known.fields.map((field) => keyOf({ ...field, place: join(place, field.place) })));
      const found = rest.filter((field) => wanted.has(keyOf(field)));
      if (found.length < wanted.size) continue;
      rest = rest.flatMap((field) => {
        if (wanted.has(keyOf(field))) return [];
        return [place !== "" && insideOf(field) === place ? { ...field, same: known } : field];
      });
      if (place === "") whole = known;
    }
  }
  return { same: whole, fields: rest };
}

/** What the places of the fields in a field begin with. */
function insideOf({ place, type }: ApiField): string {
  return type.startsWith("list of") ? `${place}[]` : place;
}

function join(place: string, inner: string): string {
  return place === "" ? inner : `${place}.${inner}`;
}

function keyOf({ place, type, description }: ApiField): string {
  return JSON.stringify([place, type, description]);
}
