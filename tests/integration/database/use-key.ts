import { once } from "node:events";
import { disconnect } from "@/lib/db/client";
import { authenticateWorker } from "@/lib/mail-worker/authenticate-worker";

// A process of its own that uses a Worker Key twenty times at once when it is told to, and says how many were let in.
const [key = ""] = process.argv.slice(2);
process.send?.("ready");
await once(process, "message");
const uses = Array.from({ length: 20 }, () =>
  authenticateWorker(`Bearer ${key}`, { scope: "mailboxes:read", address: "192.0.2.7", requestId: "test" }),
);
process.send?.((await Promise.all(uses)).filter(({ ok }) => ok).length);
await disconnect();
process.disconnect?.();
