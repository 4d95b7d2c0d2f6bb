import { once } from "node:events";
import { disconnect } from "@/lib/db/client";
import { refreshNow } from "@/lib/grant/refresh-now";
import { findTenant } from "@/lib/tenancy/find-tenant";

// A process of its own that presses Refresh now twelve times at once when it is told to, and says what came of each.
const [userId = "", slug = "", systemEmailId = ""] = process.argv.slice(2);
const context = await findTenant(userId, slug, "test");
if (context === null) throw new Error(`There is no tenant ${slug}`);
process.send?.("ready");
await once(process, "message");
const presses = Array.from({ length: 12 }, () => refreshNow(context, { systemEmailId, half: "remote_mailbox" }));
const answers = await Promise.all(presses);
process.send?.(answers.map((answer) => (answer.ok ? answer.value.kind : answer.failure.code)));
await disconnect();
process.disconnect?.();
