import { expect, test } from "vitest";
import { connections, disconnect } from "@/lib/db/client";
import { runAlone } from "@/lib/db/run-alone";
import { createProductDatabase, startPostgres } from "../servers/postgres";
import { testEnvironment } from "./database/environment";

test("a connection that the server ends while somebody has it and asks nothing does not end the process", async () => {
  const postgres = await startPostgres();
  Object.assign(process.env, testEnvironment(await createProductDatabase(postgres)));
  const lent = await connections().pool.connect();
  await lent.query("BEGIN");

  const ended = new Promise<void>((resolve) => lent.once("end", resolve));
  await postgres.halt("immediate");
  await ended;
  await expect(lent.query("COMMIT")).rejects.toThrow();
  lent.release(true);

  await postgres.resume();
  expect(await runAlone("SELECT 1 AS one")).toMatchObject({ rows: [{ one: 1 }] });
  await disconnect();
  await postgres.stop();
});
