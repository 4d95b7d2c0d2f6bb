import { describe, expect, test } from "vitest";
import { accountSchema } from "@/lib/system-email/schema";
import { readAddress } from "@/lib/tenancy/read-address";

describe("an email address is read as people paste it", () => {
  test.each([
    [" Support@Acme.TEST ", "support@acme.test", ""],
    ["Support <support@acme.test>", "support@acme.test", "Support"],
    ['"Müller, Support" <support@acme.test>', "support@acme.test", "Müller, Support"],
    ["<support@acme.test>", "support@acme.test", ""],
    ["mailto:support@acme.test", "support@acme.test", ""],
    ["o'brien+tickets@mail.acme.test", "o'brien+tickets@mail.acme.test", ""],
    ["info@köln.example", "info@xn--kln-sna.example", ""],
    ["Köln <info@KÖLN.example>", "info@xn--kln-sna.example", "Köln"],
    ["info@例え。テスト", "info@xn--r8jz45g.xn--zckzah", ""],
    ["info@xn--r8jz45g.xn--zckzah", "info@xn--r8jz45g.xn--zckzah", ""],
  ])("%s", (typed, address, name) => {
    expect(readAddress(typed)).toEqual({ address, name });
  });
});

describe("what is none is told in words, and quoted", () => {
  test.each([
    ["", "Enter an email address such as support@example.com"],
    ["support", "“support” is not an email address: it has no @. Enter one such as support@example.com"],
    ["a@b.test, c@d.test", "“a@b.test, c@d.test” is not an email address: it has more than one @. Enter one address"],
    ["@acme.test", "nothing stands before the @"],
    ["support@", "nothing stands after the @"],
    ["my support@acme.test", "there is a space in it"],
    ["支持@例え.jp", "before the @ only a-z, 0-9 and . _ + - ' are possible, and not “支持”"],
    ["sup..port@acme.test", "a full stop too many before the @"],
    ["support@acme", "“acme” is only a part of a domain. Enter all of it, such as example.com"],
    ["support@acme..test", "a full stop too many after the @"],
    ["support@-acme.test", "no part of a domain begins or ends with a hyphen"],
    ["support@acme.test/x", "no domain can hold “/”"],
    ["support@köln.example:25", "“köln.example:25” is no domain"],
    ["support@10.0.0.1", "no domain ends in “.1”"],
    [`${"a".repeat(250)}@acme.test`, "at most 254 characters"],
  ])("%s", (typed, told) => {
    expect(readAddress(typed)).toEqual({ mistake: expect.stringContaining(told) });
  });

  test("a long one is quoted as far as it can be read", () => {
    const read = readAddress("x".repeat(5000));
    expect("mistake" in read && read.mistake.length).toBeLessThan(200);
  });
});

test("the name of `Name <address>` fills the name of a System Email where none is entered, and no other", () => {
  const typed = { address: "Support <support@acme.test>", mailboxType: "user", notes: "" };
  expect(accountSchema.parse({ ...typed, name: " " })).toMatchObject({ address: "support@acme.test", name: "Support" });
  expect(accountSchema.parse({ ...typed, name: "Helpdesk" })).toMatchObject({ name: "Helpdesk" });
  const nameless = accountSchema.safeParse({ ...typed, address: "support@acme.test", name: "" });
  expect(nameless.error?.issues).toMatchObject([{ path: ["name"] }]);
  expect(accountSchema.safeParse(null).success).toBe(false);
});
