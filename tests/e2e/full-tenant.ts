import type { Page } from "@playwright/test";
import { type AuthorizedTenant, setUpAuthorizedTenant } from "./authorized-tenant";
import { breakMailbox } from "./break-mailbox";
import { addCheckHistory } from "./check-history";
import { findPageIds, type PageIds } from "./pages";
import type { Stage } from "./stage";
import { addTriedWebhook } from "./webhook-endpoint";

/** A new tenant with one of everything that a page can show, and a mailbox that broke. The page stays signed in as its owner. */
export async function setUpFullTenant(
  page: Page,
  stage: Stage,
  slug: string,
): Promise<AuthorizedTenant & { ids: PageIds }> {
  const tenant = await setUpAuthorizedTenant(page, stage, slug);
  // So that the record of reads is not empty.
  await tenant.readCredentials();
  await addTriedWebhook(page, slug);
  await addCheckHistory(stage, slug);
  await breakMailbox(stage, slug);
  return { ...tenant, ids: await findPageIds(stage, slug) };
}
