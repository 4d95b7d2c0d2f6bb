import { describe, expect, test } from "vitest";
import { readAnswerError, readCallbackError, readNetworkError } from "@/lib/oauth/read-provider-error";
import { Secret } from "@/lib/secret";
import { cpuTimeOf } from "./cpu-time";

const ids = {
  trace: "aaaaaaaa-0000-4000-8000-000000000001",
  correlation: "aaaaaaaa-0000-4000-8000-000000000002",
};
const entraWords = `AADSTS65004: User declined to consent. Trace ID: ${ids.trace} Correlation ID: ${ids.correlation} Timestamp: 2026-11-22 09:00:00Z`;

describe("a provider's error", () => {
  test("is read from a callback, with what Entra hides in its description", () => {
    const parameters = new URLSearchParams({ error: "access_denied", error_description: entraWords });
    expect(readCallbackError(parameters, [])).toEqual({
      error: "access_denied",
      description: entraWords,
      aadstsCode: "65004",
      traceId: ids.trace,
      correlationId: ids.correlation,
      timestamp: "2026-11-22 09:00:00Z",
    });
  });

  test("is null where a callback holds none", () => {
    expect(readCallbackError(new URLSearchParams({ code: "x" }), [])).toBeNull();
  });

  test("is read from Entra's JSON, whose own fields come first", () => {
    const body = {
      error: "invalid_grant",
      error_codes: [70000],
      trace_id: ids.trace,
      correlation_id: ids.correlation,
      timestamp: "t",
    };
    expect(readAnswerError({ status: 400, text: JSON.stringify(body), retryAfterSeconds: 5 }, [])).toEqual({
      error: "invalid_grant",
      description: "",
      aadstsCode: "70000",
      traceId: ids.trace,
      correlationId: ids.correlation,
      timestamp: "t",
      httpStatus: 400,
      retryAfterSeconds: 5,
    });
  });

  test("is read from the form that Google's other services answer in", () => {
    const text = JSON.stringify({ error: { code: 403, message: "No.", status: "PERMISSION_DENIED" } });
    expect(readAnswerError({ status: 403, text }, [])).toMatchObject({
      error: "PERMISSION_DENIED",
      description: "No.",
    });
  });

  test.each(["<html>hello</html>", "", "null", "[]", '"text"', '{"error":5}', '{"ok":true}'])(
    "is told as unreadable where the answer is %j",
    (text) => {
      expect(readAnswerError({ status: 404, text }, [])).toMatchObject({ error: "unreadable_answer", httpStatus: 404 });
    },
  );

  test("is capped, on one line, and without the secrets that were named or look like tokens", () => {
    const secret = new Secret("s3cret/+value");
    const description = `${encodeURIComponent(secret.reveal())} ${secret.reveal()} eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln ${"k".repeat(200)}\r\n\u202E${"word ".repeat(400)}`;
    const parameters = new URLSearchParams({ error: "e".repeat(100), error_description: description });
    const read = readCallbackError(parameters, [secret]);
    expect(read?.error).toHaveLength(80);
    expect(read?.description).toHaveLength(600);
    expect(read?.description).toMatch(/^\[secret\] \[secret\] \[secret\] \[secret\] word word/);
  });

  test("is a text that a database takes, whatever the provider wrote", () => {
    for (const odd of [
      "a\u0000b",
      "a\ud83d",
      "\udd11b",
      `${"x ".repeat(299)}\u{1f511} and more`,
      "\u{1f511}".repeat(900),
    ]) {
      const text = JSON.stringify({ error: odd, error_description: odd });
      const { error, description } = readAnswerError({ status: 400, text }, []);
      for (const told of [error, description]) expect(told, JSON.stringify(odd)).not.toMatch(/[\0\p{Surrogate}]/u);
    }
  });

  test("costs no more than its length, even where it was made to", () => {
    const time = cpuTimeOf(() => {
      for (const piece of ["eyJ", "eyJ-", "eyJhbGciOi", "a.", "Correlation ID: "]) {
        const text = JSON.stringify({
          error: "invalid_grant",
          error_description: piece.repeat(1_000_000 / piece.length),
        });
        expect(readAnswerError({ status: 400, text }, []).description.length).toBeLessThanOrEqual(600);
      }
    });
    expect(time).toBeLessThan(2000);
  });

  test("names a network's trouble by its cause", () => {
    const cause = Object.assign(new Error("getaddrinfo ENOTFOUND id.example"), { code: "ENOTFOUND" });
    const read = readNetworkError(new TypeError("fetch failed", { cause }), []);
    expect(read).toEqual({ error: "network_error", description: "fetch failed: getaddrinfo ENOTFOUND id.example" });
  });
});
