import { expectAccessible, visit } from "./expect-accessible";
import { test } from "./fixtures";
import { setUpFullTenant } from "./full-tenant";
import { fillPath, listAdminPages } from "./pages";

// The other half of the pages is in 6-accessible-others.spec.ts, so that two workers look at them.
test("no page of a System Email has a violation that axe finds, nor scrolls sideways, narrow and wide, light and dark", async ({
  page,
  stage,
}) => {
  test.setTimeout(600_000);
  const { ids } = await setUpFullTenant(page, stage, "pages-emails");
  for (const path of listAdminPages().filter((candidate) => candidate.includes("/emails"))) {
    await visit(page, fillPath(path, ids));
    await expectAccessible(page, path);
  }
});
