import { randomBytes } from "node:crypto";
import pg from "pg";

/**
 * Makes one more database on the server of this one, for the same role: a copy of this one, which nobody may be connected
 * to, or with `isCopy: false` an empty one. Gives its connection string.
 */
export async function createDatabaseLike(url: URL, { isCopy = true } = {}): Promise<string> {
  const name = `like_${randomBytes(6).toString("hex")}`;
  const asOperator = new URL(url);
  asOperator.username = "postgres";
  asOperator.pathname = "/postgres";
  const operator = new pg.Client({ connectionString: asOperator.href });
  await operator.connect();
  try {
    const template = isCopy ? ` TEMPLATE ${url.pathname.slice(1)}` : "";
    await operator.query(`CREATE DATABASE ${name} OWNER ${url.username}${template}`);
  } finally {
    await operator.end();
  }
  const like = new URL(url);
  like.pathname = `/${name}`;
  return like.href;
}
