import { once } from "node:events";
import { disconnect } from "@/lib/db/client";
import { getAccessToken } from "@/lib/grant/get-access-token";
import { findTenant } from "@/lib/tenancy/find-tenant";

// A process of its own that reads a token many times at once when it is told to, and says how many reads went well.
const [userId = "", slug = "", systemEmailId = "", times = "10"] = process.argv.slice(2);
const context = await findTenant(userId, slug, "test");
if (context === null) throw new Error(`There is no tenant ${slug}`);
process.send?.("ready");
await once(process, "message");
const reads = Array.from({ length: Number(times) }, () =>
  getAccessToken(context, { systemEmailId, half: "remote_mailbox", minValidSeconds: 300 }),
);
const answers = await Promise.all(reads);
process.send?.(answers.filter(({ ok }) => ok).length);
await disconnect();
process.disconnect?.();
