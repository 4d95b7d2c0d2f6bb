import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { addSystemEmail, fillIdpConfig, saveRemoteMailbox, signIn, signInAtProvider, submitIdpConfig } from "./admin";
import { createTenant, type Owner } from "./fixtures";
import type { Stage } from "./stage";

export type AuthorizedTenant = {
  slug: string;
  owner: Owner;
  systemEmailId: string;
  /** A Worker Key for all its System Emails. */
  key: string;
  /** The dialog's IdP Config tab. */
  dialogPath: string;
  /** Reads the mailbox's credentials as a mail worker. */
  readCredentials(): Promise<Response>;
};

/** A new tenant with one authorized System Email, made in the browser, which stays signed in as its owner. */
export async function setUpAuthorizedTenant(
  page: Page,
  stage: Stage,
  slug: string,
  address = "support@acme.test",
): Promise<AuthorizedTenant> {
  const owner = await createTenant(stage, slug);
  await signIn(page, stage, owner);
  const systemEmailId = await addSystemEmail(page, slug, address);
  await saveRemoteMailbox(page, stage);
  await page.getByRole("button", { name: "Config" }).click();
  await fillIdpConfig(page, stage);
  await submitIdpConfig(page);
  await signInAtProvider(page, address);
  await expect(page.getByRole("status").filter({ hasText: address })).toBeVisible();
  const key = await issueWorkerKey(stage, slug);
  return {
    slug,
    owner,
    systemEmailId,
    key,
    dialogPath: `/${slug}/admin/emails/${systemEmailId}/remote-mailbox/oauth2/idp-config`,
    readCredentials: () =>
      fetch(`${stage.url}/api/v1/mailboxes/${systemEmailId}/credentials`, {
        headers: { authorization: `Bearer ${key}` },
      }),
  };
}

/** Issues a Worker Key as the operator: one that may read credentials, unless `scopes` say otherwise. */
export async function issueWorkerKey(
  stage: Stage,
  tenant: string,
  scopes: readonly string[] = ["credentials:read", "mailboxes:read"],
): Promise<string> {
  const options = { tenant, name: "fetcher", scopes: scopes.join(",") };
  return String((await stage.operator.run("worker-key issue", options)).key);
}
