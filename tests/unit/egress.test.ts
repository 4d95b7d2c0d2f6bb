import { createServer, type Server } from "node:http";
import type { LookupFunction } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkEndpoint } from "@/lib/egress/check-endpoint";
import { createGuardedFetch, EgressRefused, findEgressRefusal, ResponseTooLarge } from "@/lib/egress/guarded-fetch";
import { isAddressAllowed, parseEgressPolicy, strictEgressPolicy } from "@/lib/egress/policy";
import { resolveHost } from "@/lib/egress/resolve-host";

const loopbackPolicy = parseEgressPolicy("127.0.0.0/8");

describe("an address is let through by itself only when it belongs to the public internet", () => {
  test.each([
    ["127.0.0.1", false],
    ["127.255.255.254", false],
    ["10.0.0.1", false],
    ["172.16.0.1", false],
    ["172.31.255.255", false],
    ["192.168.1.1", false],
    ["169.254.169.254", false],
    ["100.64.0.1", false],
    ["100.100.100.200", false],
    ["168.63.129.16", false],
    ["0.0.0.0", false],
    ["224.0.0.1", false],
    ["255.255.255.255", false],
    ["::", false],
    ["::1", false],
    ["fe80::1", false],
    ["fe80::1%eth0", false],
    ["fc00::1", false],
    ["fd00:ec2::254", false],
    ["::ffff:127.0.0.1", false],
    ["::ffff:a9fe:a9fe", false],
    ["::127.0.0.1", false],
    ["::7f00:1", false],
    ["64:ff9b::7f00:1", false],
    ["2002:7f00:1::", false],
    ["ff02::1", false],
    ["not an address", false],
    ["8.8.8.8", true],
    ["172.32.0.1", true],
    ["40.97.120.2", true],
    ["2603:1026:c0a::2", true],
    ["::ffff:8.8.8.8", true],
  ])("%s: %s", (address, isAllowed) => {
    expect(isAddressAllowed(strictEgressPolicy, "mail.example.test", address)).toBe(isAllowed);
  });

  test("a network or a host that the operator names passes, its neighbours do not", () => {
    const policy = parseEgressPolicy("10.1.0.0/16, ::1, Mail.Internal");
    expect(isAddressAllowed(policy, "any.test", "10.1.2.3")).toBe(true);
    expect(isAddressAllowed(policy, "any.test", "10.2.2.3")).toBe(false);
    expect(isAddressAllowed(policy, "any.test", "::1")).toBe(true);
    expect(isAddressAllowed(policy, "mail.internal", "192.168.0.9")).toBe(true);
    expect(isAddressAllowed(policy, "other.internal", "192.168.0.9")).toBe(false);
  });
});

describe("a host is resolved to addresses that may be dialled", () => {
  const resolve = (host: string, addresses: string[], policy = strictEgressPolicy) =>
    resolveHost({
      host,
      policy,
      signal: AbortSignal.timeout(5000),
      lookup: async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    });

  test("refused addresses are kept apart while another one remains", async () => {
    expect(await resolve("mail.test", ["10.0.0.1", "8.8.8.8"])).toEqual({
      ok: true,
      value: {
        addresses: [{ address: "8.8.8.8", family: 4 }],
        refused: [{ address: "10.0.0.1", family: 4 }],
      },
    });
  });

  test("when none remains, the sentence names host, address and the operator's way out", async () => {
    const result = await resolve("mail.test", ["127.0.0.1", "::1"]);
    expect(result).toMatchObject({ ok: false, failure: { code: "egress_refused" } });
    expect(result.ok ? "" : result.failure.message).toMatch(
      /mail\.test resolves to 127\.0\.0\.1, ::1.*MAILGRANT_EGRESS_ALLOW/,
    );
  });

  test("an address literal is checked as well", async () => {
    expect(await resolve("169.254.169.254", [])).toMatchObject({ failure: { code: "egress_refused" } });
    expect(await resolve("127.0.0.1", [], loopbackPolicy)).toMatchObject({ ok: true });
  });

  test("short forms of an address are judged by what the system makes of them", async () => {
    const result = await resolveHost({ host: "127.1", policy: strictEgressPolicy, signal: AbortSignal.timeout(5000) });
    expect(result).toMatchObject({ ok: false, failure: { code: "egress_refused" } });
  });

  test("an unknown name and a silent resolver have their own failures", async () => {
    const unknown = Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" });
    const request = { host: "nowhere.test", policy: strictEgressPolicy };
    expect(
      await resolveHost({ ...request, signal: AbortSignal.timeout(5000), lookup: () => Promise.reject(unknown) }),
    ).toMatchObject({ failure: { code: "host_unknown", facts: { error: "ENOTFOUND" } } });
    expect(
      await resolveHost({ ...request, signal: AbortSignal.timeout(20), lookup: () => new Promise(() => {}) }),
    ).toMatchObject({ failure: { code: "deadline_passed" } });
  });
});

describe("an endpoint is checked as it is typed", () => {
  test.each([
    ["https://login.example.test/token", strictEgressPolicy, "ok"],
    ["http://login.example.test/token", strictEgressPolicy, "egress_refused"],
    ["http://8.8.8.8/token", strictEgressPolicy, "egress_refused"],
    ["https://127.0.0.1/token", strictEgressPolicy, "egress_refused"],
    ["https://[::1]/token", strictEgressPolicy, "egress_refused"],
    ["https://[::ffff:7f00:1]/token", strictEgressPolicy, "egress_refused"],
    ["https://2130706433/token", strictEgressPolicy, "egress_refused"],
    ["https://0x7f.1/token", strictEgressPolicy, "egress_refused"],
    ["https://localhost/token", strictEgressPolicy, "egress_refused"],
    ["https://localhost./token", strictEgressPolicy, "egress_refused"],
    ["https://user:word@login.example.test/", strictEgressPolicy, "invalid_request"],
    ["https://login.example.test/#part", strictEgressPolicy, "invalid_request"],
    ["https://login.example.test/#", strictEgressPolicy, "invalid_request"],
    ["file:///etc/passwd", strictEgressPolicy, "invalid_request"],
    ["login.example.test", strictEgressPolicy, "invalid_request"],
    ["http://localhost:1234/token", loopbackPolicy, "ok"],
    ["http://127.0.0.1:1234/token", loopbackPolicy, "ok"],
    ["http://10.0.0.1/token", loopbackPolicy, "egress_refused"],
    ["http://idp.internal/token", parseEgressPolicy("idp.internal"), "ok"],
  ])("%s", (url, policy, expected) => {
    const result = checkEndpoint(policy, url);
    expect(result.ok ? "ok" : result.failure.code).toBe(expected);
  });
});

describe("the guarded fetch, against a real server on loopback", () => {
  let server: Server;
  let origin: string;
  let port: number;
  const requests: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      if (request.url === "/redirect") response.writeHead(302, { location: "/secret" }).end();
      else if (request.url === "/large") response.end(Buffer.alloc(50_000));
      else if (request.url === "/empty") response.writeHead(204).end();
      else if (request.url === "/slow") response.write("part");
      else if (request.url === "/echo") request.pipe(response);
      else response.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    port = typeof address === "object" && address ? address.port : 0;
    origin = `http://127.0.0.1:${port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const guarded = (policy = loopbackPolicy, lookup?: LookupFunction, deadlineMs = 10_000) =>
    createGuardedFetch({ policy, maxResponseBytes: 10_000, deadlineMs, ...(lookup ? { lookup } : {}) });

  test("refuses a loopback address, and no request leaves", async () => {
    const before = requests.length;
    await expect(guarded(strictEgressPolicy)(`${origin}/`)).rejects.toBeInstanceOf(EgressRefused);
    await expect(guarded(strictEgressPolicy)(`https://127.0.0.1:${port}/`)).rejects.toBeInstanceOf(EgressRefused);
    expect(requests.length).toBe(before);
  });

  test("refuses a public name that resolves to loopback, and names both", async () => {
    const toLoopback: LookupFunction = (_host, _options, callback) =>
      callback(null, [{ address: "127.0.0.1", family: 4 }]);
    const outcome = guarded(strictEgressPolicy, toLoopback)(`https://idp.example.test:${port}/`);
    await expect(outcome).rejects.toThrow(/idp\.example\.test resolves to 127\.0\.0\.1/);
    await expect(outcome).rejects.toBeInstanceOf(EgressRefused);
  });

  test("dials the allowed addresses alone when a name has several", async () => {
    const asked: string[] = [];
    const mixed: LookupFunction = (host, _options, callback) => {
      asked.push(host);
      callback(null, [
        { address: "10.255.255.1", family: 4 },
        { address: "127.0.0.1", family: 4 },
      ]);
    };
    const policy = parseEgressPolicy("127.0.0.0/8");
    const response = await guarded(policy, mixed)(`http://localhost:${port}/`);
    expect(await response.json()).toEqual({ ok: true });
    expect(asked).toEqual(["localhost"]);
  });

  test("answers like fetch where the operator allows the network", async () => {
    const response = await guarded()(`${origin}/`, { method: "POST", body: new URLSearchParams({ a: "b" }) });
    expect(response).toBeInstanceOf(Response);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toEqual({ ok: true });
    expect((await guarded()(`${origin}/empty`)).status).toBe(204);
    expect(await (await guarded()(`${origin}/echo`, { method: "POST", body: "hello" })).text()).toBe("hello");
  });

  test("does not follow a redirect", async () => {
    const response = await guarded()(`${origin}/redirect`);
    expect(response.status).toBe(302);
    expect(requests).not.toContain("GET /secret");
  });

  test("stops reading at the size cap", async () => {
    await expect(guarded()(`${origin}/large`)).rejects.toBeInstanceOf(ResponseTooLarge);
  });

  test("gives up at the deadline, and at the caller's own signal", async () => {
    const hasty = guarded(loopbackPolicy, undefined, 300);
    await expect(hasty(`${origin}/slow`)).rejects.toMatchObject({ name: "TimeoutError" });
    const reason = new Error("the caller left");
    await expect(guarded()(`${origin}/`, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test("a refusal is found inside the errors that wrap it", () => {
    const refusal = new EgressRefused("no");
    expect(findEgressRefusal(new TypeError("fetch failed", { cause: refusal }))).toBe(refusal);
    expect(findEgressRefusal(new AggregateError([new Error("one"), refusal]))).toBe(refusal);
    expect(findEgressRefusal(new Error("other"))).toBeUndefined();
  });
});
