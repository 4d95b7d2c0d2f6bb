import { afterAll, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { diagnoseMessage } from "@/lib/health/diagnose-message";
import { takeDiagnosisTurn } from "@/lib/health/take-diagnosis-turn";
import { authenticateWorker } from "@/lib/mail-worker/authenticate-worker";
import { diagnoseForWorker } from "@/lib/mail-worker/diagnose-for-worker";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { expectSuccess } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

afterAll(disconnect);

const short = { raw: "A1 NO AUTHENTICATE failed.", stage: "imap", provider: null, systemEmailId: null } as const;
const long = { ...short, raw: "x ".repeat(10_000) };

test("people and Mail Workers of a tenant share what may be diagnosed in a minute; short texts and others do not count", async () => {
  const context = await newTenantContext();
  const input = { name: "reader", scopes: ["mailboxes:read"], expiresAt: null, systemEmailIds: "all" } as const;
  const { key } = expectSuccess(await issueWorkerKey(context, { ...input, scopes: [...input.scopes] }));
  const request = { scope: "mailboxes:read", address: "192.0.2.7", requestId: "test" } as const;
  const worker = expectSuccess(await authenticateWorker(`Bearer ${key.reveal()}`, request));

  expectSuccess(await diagnoseMessage(context, long));
  expect(await takeDiagnosisTurn(context, "x".repeat(1_980_000))).toBe(0);

  expect(await diagnoseMessage(context, long)).toMatchObject({ ok: false, failure: { code: "rate_limited" } });
  const asked = { raw: long.raw, stage: "imap", provider: "other" } as const;
  const refused = await diagnoseForWorker(worker, asked);
  expect(refused).toMatchObject({
    ok: false,
    failure: { code: "rate_limited", facts: { retryAfterSeconds: expect.stringMatching(/^[1-9]\d?$/) } },
  });

  expectSuccess(await diagnoseMessage(context, short));
  expectSuccess(await diagnoseForWorker(worker, { ...asked, raw: short.raw }));
  expectSuccess(await diagnoseMessage(await newTenantContext(), long));
});
