import { describe, expect, test } from "vitest";
import type { KnownAlert } from "@/lib/alerts/condition";
import { findTrouble } from "@/lib/alerts/find-trouble";
import type { HalfRow } from "@/lib/alerts/read-halves";
import { addSeconds } from "@/lib/clock";

const now = new Date("2027-01-10T12:00:00Z");
const minutes = (count: number) => addSeconds(now, count * 60);

function half(changes: Partial<HalfRow> = {}): HalfRow {
  return {
    systemEmailId: "one",
    half: "remote_mailbox",
    address: "one@acme.test",
    server: "imap.acme.test:993",
    receivesFrom: "imap.acme.test:993",
    state: "broken",
    reason: "check_failed",
    since: minutes(-1),
    cause: "password_wrong",
    failureCode: null,
    servingHalf: "remote_mailbox",
    idpConfigId: null,
    idpConfigName: null,
    refusedDetail: null,
    grantId: null,
    tokenEndsAt: null,
    ...changes,
  };
}

const byToken = { idpConfigId: "config", idpConfigName: "Contoso", tokenEndsAt: minutes(30) };

function alertOf(row: HalfRow, changes: Partial<KnownAlert> = {}): KnownAlert {
  const [condition] = findTrouble([row], [], now).conditions;
  if (condition === undefined) throw new Error("The half is not in trouble");
  return {
    ...condition,
    id: "alert",
    openedAt: minutes(-60),
    resolvedAt: null,
    isTold: true,
    notifyAt: null,
    escalateAt: null,
    escalationCount: 0,
    acknowledgedAt: null,
    snoozedAt: null,
    snoozedUntil: null,
    leavers: [],
    ...changes,
  };
}

describe("what is wrong is told by its cause and what mends it", () => {
  test.each<[string, Partial<HalfRow>, string, string]>([
    ["a password", {}, "check:password_wrong:imap.acme.test:993", "mailbox_broken"],
    ["what nobody knows the words of", { cause: null }, "system_email:one", "mailbox_broken"],
    ["a server", { cause: "timeout" }, "server:imap.acme.test:993", "mailbox_broken"],
    [
      "a server that the diagnosis does not know",
      { cause: "tls_failed" },
      "server:imap.acme.test:993",
      "mailbox_broken",
    ],
    [
      "a refused IdP Config",
      { ...byToken, reason: "idp_config_refused", cause: "client_secret_expired" },
      "idp_config:config",
      "idp_config_refused",
    ],
    [
      "a check that finds the same",
      { ...byToken, cause: "client_secret_expired" },
      "idp_config:config",
      "idp_config_refused",
    ],
    [
      "SMTP AUTH that is off for the organization",
      { ...byToken, half: "outgoing_smtp", cause: "smtp_auth_disabled_tenant" },
      "idp_config:config:smtp_auth_disabled_tenant",
      "mailbox_broken",
    ],
    [
      "a policy of the directory",
      { ...byToken, state: "needs_reauthorization", reason: "grant_ended", cause: "conditional_access_blocked" },
      "idp_config:config:conditional_access_blocked",
      "mailbox_broken",
    ],
    [
      "a Grant that ended",
      { ...byToken, state: "needs_reauthorization", reason: "grant_ended", cause: "grant_expired_or_revoked" },
      "ended:grant_ended:grant_expired_or_revoked:config",
      "mailbox_broken",
    ],
    [
      "an authorization by somebody else",
      { ...byToken, state: "needs_reauthorization", reason: "owner_differs", cause: null },
      "ended:owner_differs:config",
      "mailbox_broken",
    ],
    [
      "an IdP Config that was edited",
      { ...byToken, state: "needs_reauthorization", reason: "idp_config_edited", cause: null },
      "idp_config:config:idp_config_edited",
      "mailbox_broken",
    ],
    [
      "a provider that cannot be reached",
      { ...byToken, state: "degraded", reason: "refresh_failing", cause: "timeout", since: minutes(-31) },
      "idp_config:config:refresh_failing",
      "mailbox_trouble",
    ],
    [
      "one Grant that is refused alone",
      { ...byToken, reason: "refresh_refused", cause: "client_secret_wrong" },
      "system_email:one",
      "mailbox_broken",
    ],
  ])("%s", (_what, changes, key, kind) => {
    expect(findTrouble([half(changes)], [], now).conditions).toMatchObject([{ key, kind }]);
  });

  const smtp = { half: "outgoing_smtp", server: "smtp.acme.test:587" } as const;
  const second = { systemEmailId: "two", address: "two@acme.test" };

  test("both halves of a System Email share one where they have one cause, as do mailboxes of one server", () => {
    const elsewhere = { ...second, server: "imap.other.test:993", receivesFrom: "imap.other.test:993" };
    const [shared, ...others] = findTrouble([half(), half(smtp), half(second)], [], now).conditions;
    expect(others).toEqual([]);
    expect(shared).toMatchObject({ systemEmailId: null, server: null, facts: { server: "imap.acme.test:993" } });
    expect(shared?.subjects).toHaveLength(3);
    expect(findTrouble([half(), half(elsewhere)], [], now).conditions).toHaveLength(2);
    expect(findTrouble([half(), half({ ...smtp, cause: "imap_disabled" })], [], now).conditions).toHaveLength(2);
  });

  test("mailboxes that only send share the alert of the server that they send by", () => {
    const sending = { ...smtp, receivesFrom: null };
    expect(findTrouble([half(sending), half({ ...sending, ...second })], [], now).conditions).toMatchObject([
      { key: "check:password_wrong:smtp.acme.test:587", subjects: [{}, {}] },
    ]);
  });

  test("a mailbox that fails in other words stays with its alert, unless there is one of that cause", () => {
    const open = alertOf(half());
    const changed = [half({ cause: "mailbox_access_denied" }), half(second)];
    expect(findTrouble(changed, [open], now).conditions).toMatchObject([{ key: open.key, subjects: [{}, {}] }]);
    const other = alertOf(half({ ...second, cause: "mailbox_access_denied" }), { id: "other" });
    const keys = findTrouble(changed, [open, other], now).conditions.map(({ key, subjects }) => [key, subjects.length]);
    expect(keys).toEqual([
      [other.key, 1],
      [open.key, 1],
    ]);
    expect(findTrouble([half({ cause: "timeout" })], [open], now).conditions).toMatchObject([
      { key: "server:imap.acme.test:993" },
    ]);
  });

  test("an alert of one mailbox alone from before there were shared ones gives way to the shared one", () => {
    const before = alertOf(half({ cause: null }));
    const { conditions, resolve } = findTrouble([half()], [before], now);
    expect(conditions).toMatchObject([{ key: "check:password_wrong:imap.acme.test:993" }]);
    expect(resolve(before)).toBe("superseded");
  });
});

describe("what may pass by itself", () => {
  const degraded = { state: "degraded", reason: "check_failing", cause: "timeout" } as const;

  test("counts after half an hour, or where its alert is open", () => {
    expect(findTrouble([half({ ...degraded, since: minutes(-29) })], [], now).conditions).toEqual([]);
    const lasting = half({ ...degraded, since: minutes(-30) });
    expect(findTrouble([lasting], [], now).conditions).toMatchObject([{ kind: "mailbox_trouble" }]);
    const open = alertOf(half({ cause: "timeout" }));
    expect(findTrouble([half({ ...degraded, since: now })], [open], now).conditions).toHaveLength(1);
  });

  test("does not end the alert of what failed in another way before", () => {
    const open = alertOf(half());
    const { conditions } = findTrouble([half({ ...degraded, since: now })], [open], now);
    expect(conditions).toMatchObject([{ key: open.key, cause: "password_wrong", kind: "mailbox_broken" }]);
  });
});

describe("what seems mended", () => {
  test("stays until a check has shown it", () => {
    const open = alertOf(half());
    for (const reason of ["settings_changed", "authorized_since"]) {
      const rows = [half({ state: "not_verified", reason, cause: null })];
      expect(findTrouble(rows, [open], now).conditions).toMatchObject([{ key: open.key, cause: "password_wrong" }]);
    }
    const { conditions, resolve } = findTrouble([half({ state: "healthy", reason: "check_passed" })], [open], now);
    expect(conditions).toEqual([]);
    expect(resolve(open)).toBe("recovered");
  });

  test("by a new client secret stays until its token has been renewed", () => {
    const open = alertOf(half({ ...byToken, reason: "idp_config_refused", cause: "client_secret_expired" }));
    const accepted = { ...byToken, state: "healthy", reason: "check_passed", cause: null } as const;
    const waiting = half({ ...accepted, tokenEndsAt: minutes(-5) });
    expect(findTrouble([waiting], [open], now).conditions).toMatchObject([
      { key: open.key, kind: "idp_config_refused" },
    ]);
    expect(findTrouble([half(accepted)], [open], now).conditions).toEqual([]);
  });

  test("is closed where nobody wants it any more, and superseded where another alert tells it better", () => {
    const open = alertOf(half());
    const resolveBy = (rows: HalfRow[]) => findTrouble(rows, [open], now).resolve(open);
    expect(resolveBy([])).toBe("closed");
    expect(resolveBy([half({ state: "disabled", reason: "disabled" })])).toBe("closed");
    expect(resolveBy([half({ state: "not_verified", reason: "never_authorized" })])).toBe("closed");
    expect(resolveBy([half({ cause: "timeout" })])).toBe("superseded");
    const [subject] = open.subjects;
    if (subject === undefined) throw new Error("There is no subject");
    const withLeavers = { ...open, leavers: [subject] };
    expect(findTrouble([], [withLeavers], now).resolve(withLeavers)).toBe("recovered");
  });
});

describe("an alert whose server or IdP Config is used no more, or whose cause is another", () => {
  const passing = { state: "degraded", reason: "check_failing", since: now } as const;
  const elsewhere = { server: "imap.other.test:993", receivesFrom: "imap.other.test:993" };

  test("gives way at once to what is wrong there, though it may pass", () => {
    const open = alertOf(half({ cause: "starttls_missing" }));
    const moved = half({ ...elsewhere, ...passing, cause: "too_many_connections" });
    const { conditions, resolve } = findTrouble([moved], [open], now);
    expect(conditions).toMatchObject([
      { key: "check:too_many_connections:imap.other.test:993", kind: "mailbox_trouble", subjects: [{}] },
    ]);
    expect(resolve(open)).toBe("superseded");
  });

  test("does so where the words are the same at the other server", () => {
    const open = alertOf(half());
    const { conditions, resolve } = findTrouble([half(elsewhere)], [open], now);
    expect(conditions).toMatchObject([{ key: "check:password_wrong:imap.other.test:993" }]);
    expect(resolve(open)).toBe("superseded");
  });

  test("does so where the mailbox signs in by another IdP Config", () => {
    const open = alertOf(half({ ...byToken, reason: "idp_config_refused", cause: "client_secret_expired" }));
    const other = half({ ...byToken, ...passing, idpConfigId: "other", cause: "timeout" });
    const { conditions, resolve } = findTrouble([other], [open], now);
    expect(conditions).toMatchObject([{ key: "server:imap.acme.test:993" }]);
    expect(resolve(open)).toBe("superseded");
  });

  test("does so where checks come past the server and fail at the mailbox, and none fails at the server any more", () => {
    const second = { systemEmailId: "two", address: "two@acme.test" };
    const rows = [half({ cause: "timeout" }), half({ ...second, cause: "timeout" })];
    const [condition] = findTrouble(rows, [], now).conditions;
    const open = { ...alertOf(half({ cause: "timeout" })), ...condition };
    const past = half({ ...passing, cause: "too_many_connections" });
    const still = findTrouble([past, half({ ...second, cause: "timeout" })], [open], now);
    expect(still.conditions).toMatchObject([{ key: open.key, cause: "timeout", subjects: [{}, {}] }]);
    const { conditions, resolve } = findTrouble([past, half({ ...second, state: "healthy" })], [open], now);
    expect(conditions).toMatchObject([{ key: "check:too_many_connections:imap.acme.test:993", subjects: [{}] }]);
    expect(resolve(open)).toBe("superseded");
  });

  test("waits for the first check there, and is closed, not recovered, where that is well", () => {
    const open = alertOf(half({ cause: "timeout" }));
    const unproven = half({ ...elsewhere, state: "not_verified", reason: "settings_changed", cause: null });
    expect(findTrouble([unproven], [open], now).conditions).toMatchObject([{ key: open.key }]);
    const well = findTrouble([half({ ...elsewhere, state: "healthy", reason: "check_passed" })], [open], now);
    expect(well.conditions).toEqual([]);
    expect(well.resolve(open)).toBe("closed");
  });

  test("is superseded, not recovered, where one of its mailboxes is well and another one is told of elsewhere", () => {
    const open = alertOf(half());
    const other = half({ systemEmailId: "two", address: "two@acme.test", cause: "timeout" });
    const [leaver] = findTrouble([other], [], now).conditions.flatMap(({ subjects }) => subjects);
    if (leaver === undefined) throw new Error("There is no subject");
    const withLeaver = { ...open, leavers: [leaver] };
    const rows = [half({ state: "healthy", reason: "check_passed" }), other];
    expect(findTrouble(rows, [withLeaver], now).resolve(withLeaver)).toBe("superseded");
  });
});
