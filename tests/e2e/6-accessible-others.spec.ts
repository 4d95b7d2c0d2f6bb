import { makeLink, withdrawLink } from "./authorization-links";
import { expectAccessible, visit } from "./expect-accessible";
import { test } from "./fixtures";
import { setUpFullTenant } from "./full-tenant";
import { fillPath, listAdminPages } from "./pages";

// The pages of System Emails are in 6-accessible-emails.spec.ts.
test("no other page has a violation that axe finds, nor scrolls sideways, narrow and wide, light and dark, nor those before signing in", async ({
  page,
  secondPage,
  stage,
}) => {
  test.setTimeout(600_000);
  const { ids, dialogPath } = await setUpFullTenant(page, stage, "pages");
  const others = listAdminPages().filter((candidate) => !candidate.includes("/emails"));
  for (const path of [
    ...others.map((candidate) => fillPath(candidate, ids)),
    "/tenants",
    "/account",
    "/pages/admin/no-such-page",
  ]) {
    await visit(page, path);
    await expectAccessible(page, path);
  }
  const authorizationLink = new URL(await makeLink(page, dialogPath)).pathname;
  for (const path of [
    "/sign-in",
    "/sign-in?reason=session_gone",
    "/sign-in?reason=signed_out_everywhere",
    "/authorization-ended?reason=state_unknown",
    "/no-such-page",
    "/docs/api",
    "/authorize/no-whole-link",
    `/authorize/${"A".repeat(43)}`,
    authorizationLink,
  ]) {
    await visit(secondPage, path);
    await expectAccessible(secondPage, path);
  }
  const infoPath = dialogPath.replace(/idp-config$/, "info");
  await visit(page, infoPath);
  await expectAccessible(page, infoPath);
  await withdrawLink(page, dialogPath, { beforePress: () => expectAccessible(page, `${infoPath}?withdraw`) });
  await visit(secondPage, authorizationLink);
  await expectAccessible(secondPage, "a withdrawn link");
});
