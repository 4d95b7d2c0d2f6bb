import { Client } from "pg";
import { expect, test } from "vitest";
import { startPostgres } from "../servers/postgres";

test("a private PostgreSQL starts, makes databases, and is gone after stop", async () => {
  const postgres = await startPostgres();
  await postgres.createDatabase("first-one");
  const client = new Client({ connectionString: postgres.url("first-one") });
  await client.connect();
  const { rows } = await client.query(
    "SELECT current_database() AS name, current_setting('is_superuser') AS superuser",
  );
  expect(rows).toEqual([{ name: "first-one", superuser: "on" }]);
  await client.end();
  await postgres.stop();
  await expect(new Client({ connectionString: postgres.url("first-one") }).connect()).rejects.toMatchObject({
    code: "ECONNREFUSED",
  });
});
