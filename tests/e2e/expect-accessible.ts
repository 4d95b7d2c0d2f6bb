import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const widths = [390, 1440];

/** Opens a page as it is when nothing moves, and waits for its heading. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.goto(path);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
}

/**
 * Expects nothing that axe finds and no scrolling sideways, narrow and wide, light and dark, of the page or of one `part`
 * of it. Themes differ in colours alone, so the dark one is asked about those. Leaves the page wide and dark.
 */
export async function expectAccessible(page: Page, where: string, part?: string): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const found = await findViolations(page, part, colorScheme === "dark" ? ["color-contrast"] : []);
      expect(found, `${where}, ${width} px, ${colorScheme}`).toEqual([]);
    }
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `${where}, ${width} px, scrolls sideways`).toBeLessThanOrEqual(0);
  }
}

async function findViolations(page: Page, part: string | undefined, rules: string[]): Promise<string[]> {
  // Its half megabyte is loaded once a document.
  const isLoaded = await page.evaluate(() => "axe" in window);
  // No page has a frame, so axe runs in the page alone; and of what is well no list is made, which is most of the work.
  const axe = new AxeBuilder({ page, ...(isLoaded ? { axeSource: "void 0" } : {}) }).setLegacyMode().options({
    resultTypes: ["violations"],
    ...(rules.length === 0 ? {} : { runOnly: { type: "rule", values: rules } }),
  });
  if (part !== undefined) axe.include(part);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
