import { expect, test } from "vitest";
import { foldAnswers, type ToldFields } from "@/components/api-reference/fold-fields";
import { type ApiField, listFields } from "@/components/api-reference/list-fields";
import { describeApi } from "@/lib/api-reference/describe-api";
import { listApiCalls, listCommonCodes } from "@/lib/api-reference/list-api-calls";

const groups = listApiCalls(describeApi({ publicUrl: "https://mail.example.com" }));
const calls = groups.flatMap((group) => group.calls);
const folded = foldAnswers(calls);

test("what a call tells, with what it refers to, is its answer", () => {
  expect(folded.size).toBeGreaterThan(20);
  for (const { operation } of calls) {
    const schema = Object.values(operation.responses)[0]?.content?.["application/json"]?.schema;
    const told = folded.get(operation.operationId);
    const all = schema === undefined ? [] : listFields(schema).map(keyOf);
    expect((told === undefined ? [] : unfold(told)).toSorted(), operation.operationId).toEqual(all.toSorted());
  }
});

test("refers only to answers that are told whole, so that nobody is sent from one to the next", () => {
  const references = [...folded.values()].flatMap(({ same, fields }) => [same, ...fields.map((field) => field.same)]);
  const known = references.flatMap((answer) => answer ?? []);
  expect(known.length).toBeGreaterThan(4);
  for (const { operationId } of known) {
    const told = folded.get(operationId);
    expect([told?.same, ...(told?.fields.map(({ same }) => same) ?? [])].filter(Boolean), operationId).toEqual([]);
  }
});

test("each field of an answer is said to be something", () => {
  const untold = [...folded.values()].flatMap(({ fields }) =>
    fields.filter(({ type }) => /anything/.test(type)).map(({ place }) => place),
  );
  expect(untold).toEqual([]);
  const types = new Map<string, string>();
  for (const { operation } of calls) {
    const schema = Object.values(operation.responses)[0]?.content?.["application/json"]?.schema;
    for (const { place, type } of schema === undefined ? [] : listFields(schema)) types.set(place, type);
  }
  expect(types.get("incoming.grant.resourceOwner")).toBe("text or null");
});

test("the codes that every call can end with are those of each call with a key", () => {
  const common = listCommonCodes(groups);
  expect([...common]).toEqual(expect.arrayContaining(["unauthenticated", "rate_limited", "internal"]));
  expect(common.has("not_found")).toBe(false);
  for (const { scopes, problems } of calls) {
    if (scopes.length > 0) expect(problems.map(({ code }) => code)).toEqual(expect.arrayContaining([...common]));
  }
});

function unfold({ same, fields }: ToldFields): string[] {
  return [
    ...(same?.fields.map(keyOf) ?? []),
    ...fields.flatMap((field) => [
      keyOf(field),
      ...(field.same?.fields.map((inner) => keyOf(within(field, inner))) ?? []),
    ]),
  ];
}

function within({ place, type }: ApiField, inner: ApiField): ApiField {
  return { ...inner, place: `${place}${type.startsWith("list of") ? "[]" : ""}.${inner.place}` };
}

function keyOf({ place, type, description }: ApiField): string {
  return JSON.stringify([place, type, description]);
}
