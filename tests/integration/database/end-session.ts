import { once } from "node:events";
import { disconnect } from "@/lib/db/client";
import { endSession } from "@/lib/tenancy/end-session";
import { isSessionLive } from "@/lib/tenancy/is-session-live";

// A process of its own that says whether a session goes on, ends it when it is told to, and says so again.
const [userId = "", sessionId = ""] = process.argv.slice(2);
process.send?.(await isSessionLive({ userId, sessionId }));
await once(process, "message");
await endSession({ userId, sessionId });
process.send?.(await isSessionLive({ userId, sessionId }));
await disconnect();
process.disconnect?.();
