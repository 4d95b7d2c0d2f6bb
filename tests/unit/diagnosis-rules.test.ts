import { describe, expect, test } from "vitest";
import { causes } from "@/lib/diagnosis/causes/causes";
import { describeVerdict } from "@/lib/diagnosis/describe-verdict";
import { diagnose } from "@/lib/diagnosis/diagnose";
import { entraNumbers } from "@/lib/diagnosis/rules/entra-numbers";
import { firstRules, rules } from "@/lib/diagnosis/rules/rules";
import {
  causeSlugSchema,
  diagnosisProviderSchema,
  diagnosisSchema,
  diagnosisStageSchema,
} from "@/lib/diagnosis/schema";
import { cpuTimeOf } from "./cpu-time";

const all = [...firstRules, ...rules];
const named = all.map((rule, index) => ({ rule, name: `${index} ${rule.cause}: ${rule.example.raw.slice(0, 60)}` }));

describe("each rule", () => {
  test.each(named)("decides its example: $name", ({ rule }) => {
    const told = diagnose(rule.example);
    expect(told.cause).toBe(rule.cause);
    expect(told.confidence).toBe(rule.confidence);
    expect(told.evidence.length).toBeGreaterThan(0);
  });

  test.each(named)("looks through a text in one go: $name", ({ rule }) => {
    for (const pattern of [rule.words, rule.andWords, rule.without]) {
      // A repetition without an end makes the search begin anew at each letter of a text that is made for it.
      const source = pattern?.source.replace(/\\./g, "_").replace(/\[[^\]]*\]/g, "_") ?? "";
      expect(source).not.toMatch(/[*+]|\{\d+,\}/);
    }
  });
});

test("Entra's numbers are numbers, and each has a confidence below certainty", () => {
  for (const [number, { confidence }] of entraNumbers) {
    expect(number).toMatch(/^\d{5,7}$/);
    expect(confidence).toBeLessThan(1);
  }
});

describe("each cause", () => {
  const request = {
    raw: "",
    context: { mailbox: "support@acme.test", clientId: "c", directoryId: "d", host: "mail.acme.test", port: 993 },
  };

  test.each(causeSlugSchema.options)("has words and steps at every stage and provider: %s", (slug) => {
    for (const stage of diagnosisStageSchema.options)
      for (const provider of diagnosisProviderSchema.options)
        for (const context of [{}, request.context]) {
          const known = {
            stage,
            provider,
            context,
            isForeign: false,
            isLineRefused: false,
            mailbox: "the mailbox",
            callbackEndpoint: "the Callback Endpoint",
            protocol: "IMAP",
            server: "the server",
          } as const;
          const words = [causes[slug].explain(known), ...causes[slug].listSteps(known)];
          expect(words.length).toBeGreaterThan(1);
          expect(words.join(" ")).not.toMatch(/undefined|\[object|null/);
        }
  });

  test.each(causeSlugSchema.options)("writes a host and an address as they were typed: %s", (slug) => {
    const context = { ...request.context, mailbox: "support@acme.test", resourceOwner: "support@acme.test" };
    const histories = [{}, { everHealthy: false }, { everHealthy: true }];
    for (const stage of diagnosisStageSchema.options)
      for (const provider of diagnosisProviderSchema.options)
        for (const history of histories) {
          const verdict = { cause: slug, confidence: 1, alternatives: [], evidence: [] };
          const told = describeVerdict(verdict, { stage, provider, context: { ...context, history } });
          const words = [told.title, told.explanation, ...told.steps].join(" ");
          expect(words).not.toMatch(/Mail\.acme\.test|Support@acme\.test/);
          // Nor does a sentence begin with it: it would have to begin small.
          expect(words).not.toMatch(/(?:^|[.:] )(?:mail\.acme\.test|support@acme\.test)/);
        }
  });

  test.each(causeSlugSchema.options)("that is for waiting passes by itself: %s", (slug) => {
    if (causes[slug].owner === "wait") expect(causes[slug].isTransient).toBe(true);
  });
});

describe("whatever is given", () => {
  const odd = [
    "",
    " ",
    "\0",
    "\ud800",
    "{",
    "%",
    "%zz",
    "\\",
    "\\u",
    "&#x110000;",
    "=",
    "AADSTS",
    "AADSTS999999999",
    "<script",
    "🙂".repeat(50),
  ];

  test.each(odd)("there is an answer of the contract: %j", (raw) => {
    for (const stage of diagnosisStageSchema.options)
      for (const provider of diagnosisProviderSchema.options) {
        const told = diagnosisSchema.parse(diagnose({ stage, provider, raw }));
        if (told.cause === "unknown") expect(told.confidence).toBeLessThanOrEqual(0.3);
      }
  });

  test("a number of Entra's that is not known is no guess", () => {
    const told = diagnose({ stage: "token", provider: "microsoft", raw: "AADSTS987654: Something new." });
    expect(told).toMatchObject({ cause: "unknown" });
    expect(told.evidence.join()).toContain("AADSTS987654");
  });

  test("time grows with the length of a text and no faster", () => {
    const pieces = [
      ...new Set([
        ...all.map(({ example }) => `${example.raw.slice(0, 24)} `),
        "\\\\",
        "%41",
        "<a",
        "&amp;",
        "eyJh",
        "535 ",
        "error=",
        "[A",
        "=3D",
        " ",
      ]),
    ];
    const time = (characters: number) =>
      cpuTimeOf(() => {
        for (const piece of pieces)
          diagnose({ stage: "token", provider: "microsoft", raw: piece.repeat(characters / piece.length) });
      });
    time(500);
    // Sixteen times the text; a search that is quadratic would take 256 times as long.
    expect(time(16_000)).toBeLessThan(time(1000) * 64);
    // Processor time is what is measured; the clock only ends a run that hangs.
  }, 400_000);
});
