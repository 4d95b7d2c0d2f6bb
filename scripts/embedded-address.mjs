import { createHash } from "node:crypto";
import os from "node:os";
import path from "node:path";

/**
 * Where the embedded database of a data folder listens: `socketDir` holds PostgreSQL's usual socket name.
 * A socket's path may have about 100 bytes only, so a deep data folder gets one under the temporary folder.
 *
 * @param {string} dataDir
 */
export function embeddedAddress(dataDir) {
  const databaseDir = path.join(path.resolve(dataDir), "database");
  const nearby = path.join(path.resolve(dataDir), "socket");
  const digest = createHash("sha256").update(databaseDir).digest("hex").slice(0, 16);
  const socketDir =
    Buffer.byteLength(nearby) < 80 ? nearby : path.join(os.tmpdir(), `mailgrant-${os.userInfo().uid}-${digest}`);
  return {
    databaseDir,
    socketDir,
    socketPath: path.join(socketDir, ".s.PGSQL.5432"),
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketDir)}`,
  };
}
