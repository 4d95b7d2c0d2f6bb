import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { AdapterPayload } from "oidc-provider";
import { z } from "zod";
import type { EntraDirectory } from "./entra-directory";
import type { EntraState } from "./entra-state";

const isObject = (value: unknown) => typeof value === "object" && value !== null;

const memorySchema = z.object({
  signingKey: z.object({ keyId: z.string(), privateJwk: z.custom<JsonWebKey>(isObject), publicPem: z.string() }),
  organizationConsents: z.array(z.string()),
  /** What each directory has issued, by its id. */
  issued: z.record(z.string(), z.array(z.tuple([z.string(), z.custom<AdapterPayload>(isObject)]))),
});

/** What a practice provider has to remember so that its tokens go on working after a restart. */
export type ProviderMemory = z.infer<typeof memorySchema>;

/** Reads what `writeProviderMemory` wrote; null where nothing was, or something else. */
export function readProviderMemory(file: string | undefined): ProviderMemory | null {
  if (file === undefined || !existsSync(file)) return null;
  try {
    return memorySchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

/** Writes it all for the next start, readable by this user alone. */
export function writeProviderMemory(file: string, state: EntraState, directories: readonly EntraDirectory[]): void {
  const memory: ProviderMemory = {
    signingKey: state.signingKey,
    organizationConsents: [...state.organizationConsents],
    issued: Object.fromEntries(directories.map(({ directory, store }) => [directory.id, store.entries()])),
  };
  writeFileSync(file, JSON.stringify(memory), { mode: 0o600 });
}
