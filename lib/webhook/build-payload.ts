import type { Database } from "@/lib/db/client";
import type { EventView } from "@/lib/event/schema";

/** What a webhook says, in the shape of the Standard Webhooks specification. It never holds a secret. */
type WebhookPayload = {
  type: string;
  /** When it happened, not when it is sent. */
  timestamp: string;
  /** The event as the feed has it, with the mailbox's address. */
  data: {
    id: string;
    position: number | null;
    mailboxId: string | null;
    address: string | null;
    idpConfigId: string | null;
    data: EventView["data"];
  };
};

type StoredEvent = {
  id: string;
  position: bigint;
  at: Date;
  type: string;
  systemEmailId: string | null;
  idpConfigId: string | null;
  data: unknown;
};

/** The payload of a stored event, word for word as it is sent at every attempt. `address` is null where the mailbox is gone. */
export function buildPayload(event: StoredEvent, address: string | null, data: EventView["data"]): string {
  return write({
    type: event.type,
    timestamp: event.at.toISOString(),
    data: {
      id: event.id,
      position: Number(event.position),
      mailboxId: event.systemEmailId,
      address: address ?? (typeof data.address === "string" ? data.address : null),
      idpConfigId: event.idpConfigId,
      data,
    },
  });
}

/** The payload of a test, in the same shape. */
export function buildTestPayload(id: string, type: string, at: Date): string {
  const data = { message: "A test from Mailgrant. Nothing has happened." };
  const nothing = { position: null, mailboxId: null, address: null, idpConfigId: null };
  return write({ type, timestamp: at.toISOString(), data: { id, ...nothing, data } });
}

/** The addresses of the System Emails that events are about, by id; those that are gone are left out. */
export async function readAddresses(db: Database, events: readonly StoredEvent[]): Promise<Map<string, string>> {
  const ids = [...new Set(events.flatMap(({ systemEmailId }) => systemEmailId ?? []))];
  if (ids.length === 0) return new Map();
  const emails = await db.systemEmail.findMany({ where: { id: { in: ids } }, select: { id: true, address: true } });
  return new Map(emails.map(({ id, address }) => [id, address]));
}

function write(payload: WebhookPayload): string {
  return JSON.stringify(payload);
}
