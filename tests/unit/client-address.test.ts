import { describe, expect, test } from "vitest";
import { parseEnvironment } from "@/lib/env";
import { placeOf } from "@/lib/tenancy/place-of";
import { clientAddressFinder } from "@/scripts/client-address.mjs";

describe("where a request comes from", () => {
  const find = clientAddressFinder("10.0.0.0/8, ::1, 127.0.0.0/8");
  test.each([
    ["nobody's word counts against the connection", "203.0.113.7", "198.51.100.1", "203.0.113.7"],
    ["a trusted proxy's word counts", "10.1.2.3", "203.0.113.7", "203.0.113.7"],
    ["only the part that trusted proxies added counts", "10.1.2.3", "1.1.1.1, 203.0.113.7, 10.9.9.9", "203.0.113.7"],
    ["a proxy that says nothing is the client itself", "10.1.2.3", undefined, "10.1.2.3"],
    ["what is no address ends the search", "10.1.2.3", "203.0.113.7, unknown", "10.1.2.3"],
    ["IPv4 within IPv6 is IPv4", "::ffff:10.1.2.3", "::ffff:203.0.113.7", "203.0.113.7"],
    ["ports and brackets are left out", "::1", "[2001:db8::1]:443", "2001:db8::1"],
    ["ports of IPv4 are left out", "::1", "203.0.113.7:8080", "203.0.113.7"],
    ["a chain of trusted ones gives the furthest", "10.1.2.3", "10.0.0.9", "10.0.0.9"],
    ["several headers are one list", "10.1.2.3", ["1.1.1.1", "203.0.113.7"], "203.0.113.7"],
    ["no connection, no address", undefined, "203.0.113.7", "unknown"],
  ])("%s", (_, peer, forwardedFor, expected) => {
    expect(find(peer, forwardedFor)).toBe(expected);
  });

  test("only this machine is trusted when nothing is said", () => {
    expect(clientAddressFinder(undefined)("10.1.2.3", "203.0.113.7")).toBe("10.1.2.3");
    expect(clientAddressFinder("")("127.0.0.1", "203.0.113.7")).toBe("203.0.113.7");
  });
});

describe("one place for the limits", () => {
  test.each([
    ["an IPv4 address", "203.0.113.7", "203.0.113.7"],
    ["IPv4 within IPv6 is IPv4", "::ffff:203.0.113.7", "203.0.113.7"],
    ["what is no address stays as it is", "unknown", "unknown"],
    ["the network of an IPv6 address", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["the same network from another address", "2001:DB8:1:2:ffff::1", "2001:db8:1:2::/64"],
    ["a network of its own", "2001:db8:1:3::1", "2001:db8:1:3::/64"],
  ])("%s", (_, address, place) => {
    expect(placeOf(address)).toBe(place);
  });
});

describe("TRUSTED_PROXIES", () => {
  const base = {
    DATABASE_URL: "postgresql://localhost/x",
    MAILGRANT_KEYS: `k1:${Buffer.alloc(32).toString("base64")}`,
  };

  test.each(["10.0.0.0/8, ::1", "192.0.2.1", ""])("takes %j", (list) => {
    expect(() => parseEnvironment({ ...base, TRUSTED_PROXIES: list })).not.toThrow();
  });

  test.each(["proxy.internal", "10.0.0.0/33", "10.0.0.0/8/8", "::1/129", "10.0.0.0/"])("refuses %j", (list) => {
    expect(() => parseEnvironment({ ...base, TRUSTED_PROXIES: list })).toThrow("is not an address or a network");
  });
});
