import { expect, test } from "vitest";
import { entriesAt, paletteMatches } from "@/components/frame/palette-matches";
import { paletteEntriesOf, readPaletteWish } from "@/components/system-email/palette-words";

const pages = [
  { href: "/acme/admin", label: "Health", hint: "Page" },
  { href: "/acme/admin/mail-workers/issue", label: "Issue Worker Key", hint: "Mail Workers", words: "add new" },
];
const support = { id: "1", address: "support@acme.test", name: "Acme Support" };
const place = { adminHref: "/acme/admin", mayVerify: true };
const labels = (entries: { label: string }[]) => entries.map(({ label }) => label);

test("what begins with what is typed comes first, then what the server found, then the rest, and the search last", () => {
  const found = [{ href: "/found", label: "health@acme.test" }];
  expect(labels(paletteMatches(pages, found, "/emails?search={query}", "Health"))).toEqual([
    "Health",
    "health@acme.test",
    "Search emails for “Health”",
  ]);
  const matches = paletteMatches(pages, [], "/emails?search={query}", "new key & more");
  expect(matches).toEqual([
    { label: "Search emails for “new key & more”", href: "/emails?search=new%20key%20%26%20more" },
  ]);
  expect(labels(paletteMatches(pages, [], "/x", "add key"))).toEqual([
    "Issue Worker Key",
    "Search emails for “add key”",
  ]);
});

test("a place is offered once, however often it is found", () => {
  const [health] = pages;
  const matches = paletteMatches(pages, health ? [health] : [], "/emails?search={query}", "health");
  expect(labels(matches)).toEqual(["Health", "Search emails for “health”"]);
});

test("acts of one thing are offered on its pages alone", () => {
  const id = "0b1c3d4e-5f60-4711-8a9b-0c1d2e3f4a5b";
  const here = {
    below: "/acme/admin/emails/{id}",
    entries: [{ label: "Verify", href: "/acme/admin/emails/{id}/check" }],
  };
  const expected = [{ label: "Verify", href: `/acme/admin/emails/${id}/check` }];
  expect(entriesAt(`/acme/admin/emails/${id}`, here)).toEqual(expected);
  expect(entriesAt(`/acme/admin/emails/${id}/history`, here)).toEqual(expected);
  expect(entriesAt("/acme/admin/emails/new", here)).toEqual([]);
  expect(entriesAt(`/other/admin/emails/${id}`, here)).toEqual([]);
});

test("a verb before a name is a wish to act, and other words are searched for", () => {
  expect(readPaletteWish("Team4 ")).toEqual({ act: "open", search: "team4" });
  expect(readPaletteWish("verify support")).toEqual({ act: "verify", search: "support" });
  expect(readPaletteWish("idp config of support")).toEqual({ act: "config", search: "support" });
  expect(readPaletteWish("check")).toEqual({ act: "verify", search: "" });
});

test("a few found emails come with what one does with them, many alone, and a wish comes first", () => {
  const wish = readPaletteWish("support");
  expect(labels(paletteEntriesOf({ emails: [support], idpConfigs: [] }, wish, place))).toEqual([
    "support@acme.test",
    "Verify support@acme.test",
    "IdP Config of support@acme.test",
  ]);
  const many = Array.from({ length: 8 }, (_, index) => ({ ...support, id: String(index) }));
  const entries = paletteEntriesOf({ emails: many, idpConfigs: [{ id: "9", name: "Acme" }] }, wish, place);
  expect(labels(entries)).toEqual(many.map(({ address }) => address));
  const verify = paletteEntriesOf({ emails: many, idpConfigs: [] }, readPaletteWish("verify support"), place);
  expect(verify[0]).toMatchObject({ label: "Verify support@acme.test", href: "/acme/admin/emails/0/check" });
  const config = paletteEntriesOf(
    { emails: [support], idpConfigs: [{ id: "9", name: "Acme" }] },
    readPaletteWish("idp"),
    place,
  );
  expect(config[0]).toMatchObject({ label: "Acme", href: "/acme/admin/identity-providers/9" });
});

test("who may not verify is not offered it", () => {
  const found = { emails: [support], idpConfigs: [] };
  const asViewer = { ...place, mayVerify: false };
  expect(labels(paletteEntriesOf(found, readPaletteWish("support"), asViewer))).not.toContain(
    "Verify support@acme.test",
  );
  expect(labels(paletteEntriesOf(found, readPaletteWish("verify support"), asViewer))).toEqual(["support@acme.test"]);
});
