import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { escapeLiteral, Pool } from "pg";
import { TenantVault } from "@/lib/crypto/tenant-vault";
import { parseKeyRing } from "@/lib/env";
import { accessTokenPlace } from "@/lib/grant/seal-places";
import { portOf } from "@/tests/servers/free-ports";

// What the batch is compared with: the same sealed rows, read with pg as a superuser and opened, and nothing else. No
// Worker Key, no row-level security, no settings, no check of the Grant's standing, no record of who read.

const [databaseUrl = "", tenantId = ""] = process.argv.slice(2);
const keyRing = parseKeyRing(process.env.MAILGRANT_KEYS ?? "");
const pool = new Pool({ connectionString: databaseUrl, max: 20 });

type BareRow = { mailbox_id: string; username: string; grant_id: string; sealed: string; data_key: string };

const server = createServer(async (request, response) => {
  const { mailboxIds }: { mailboxIds: string[] } = JSON.parse(await readText(request));
  // One message, as the embedded database needs it.
  const { rows } = await pool.query<BareRow>(
    `SELECT g.system_email_id AS mailbox_id, g.resource_owner AS username, g.id AS grant_id,
       g.access_token_sealed AS sealed, t.data_key_sealed AS data_key
     FROM grants g JOIN tenants t ON t.id = g.tenant_id
     WHERE g.tenant_id = ${escapeLiteral(tenantId)} AND g.system_email_id = ANY (${escapeLiteral(`{${mailboxIds.join(",")}}`)})`,
  );
  const dataKey = rows[0]?.data_key;
  const vault = dataKey === undefined ? null : TenantVault.fromSealedDataKey(tenantId, dataKey, keyRing);
  const tokens = rows.map(({ mailbox_id, username, grant_id, sealed }) => ({
    mailboxId: mailbox_id,
    username,
    accessToken: vault?.open(sealed, accessTokenPlace(grant_id)).reveal(),
  }));
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ data: tokens }));
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
process.send?.(`http://127.0.0.1:${portOf(server.address())}`);
process.on("disconnect", () => process.exit(0));

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
