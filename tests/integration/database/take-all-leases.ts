import { once } from "node:events";
import { disconnect } from "@/lib/db/client";
import { takeLeasesSchema } from "@/lib/mail-worker/lease-contract";
import { takeLeases } from "@/lib/mail-worker/take-leases";
import { findTenant } from "@/lib/tenancy/find-tenant";
import { asWorker } from "./as-worker";

// A process of its own in which four workers lease what is due until nothing is; it tells the leases they got.
const [userId = "", slug = ""] = process.argv.slice(2);
const context = await findTenant(userId, slug, "test");
if (context === null) throw new Error(`There is no tenant ${slug}`);
process.send?.("ready");
await once(process, "message");
const workers = Array.from({ length: 4 }, async () => {
  const worker = await asWorker(context);
  const leases: string[] = [];
  for (;;) {
    const { data } = await takeLeases(worker, takeLeasesSchema.parse({ max: 7 }));
    if (data.length === 0) return leases;
    leases.push(...data.map(({ id }) => id));
  }
});
process.send?.((await Promise.all(workers)).flat());
await disconnect();
process.disconnect?.();
