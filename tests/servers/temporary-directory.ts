import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A folder that is removed with everything in it, at the latest when this process ends. */
export interface TemporaryDirectory {
  readonly path: string;
  remove(): void;
}

/** Makes a folder that servers running as another user can reach. */
export function createTemporaryDirectory(name: string): TemporaryDirectory {
  const directory = mkdtempSync(path.join(tmpdir(), `mailgrant-${name}-`));
  chmodSync(directory, 0o755);
  const remove = () => {
    process.off("exit", remove);
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  };
  process.on("exit", remove);
  return { path: directory, remove };
}
