import { z } from "zod";

/** A day as text, such as `2027-02-03`, that PostgreSQL can keep: its calendar has no year 0. */
export function daySchema(message: string) {
  return z.iso.date(message).refine((day) => !day.startsWith("0000-"), message);
}

/**
 * A moment as text with its offset (RFC 3339 §5.6), such as `2026-11-22T10:00:00Z`, that lies in the years 1 to 9999 of
 * UTC. PostgreSQL knows no others, and no offset beyond 16 hours: hand it the moment in UTC.
 */
export function momentSchema(message: string) {
  return z.iso.datetime({ offset: true, error: message }).refine((moment) => {
    const year = new Date(moment).getUTCFullYear();
    return year >= 1 && year <= 9999;
  }, message);
}
