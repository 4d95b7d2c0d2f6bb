import { createHash } from "node:crypto";

/**
 * The id of a seeded row: the same for the same tenant, kind and index in every process, so that whoever makes requests
 * need not be told a million ids. As random in its order as a version 4 UUID (RFC 9562 §5.4), and of its form.
 */
export function seededId(slug: string, kind: "mailbox" | "grant", index: number): string {
  const bytes = createHash("sha256").update(`${slug} ${kind} ${index}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
