import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { Secret } from "@/lib/secret";

/** How long the secret before the last rotation signs as well, in seconds: a day. */
export const previousSecretSeconds = 86_400;

/** A new signing secret: `whsec_` and 32 random bytes in base64 (Standard Webhooks, "Signature scheme"). */
export function createSigningSecret(): Secret {
  return new Secret(`whsec_${randomBytes(32).toString("base64")}`);
}

/**
 * The headers that sign a payload, by every secret that is in force, newest first: the receiver takes the message if
 * one of the signatures is right (Standard Webhooks, "Webhook Headers"). `id` is the same at every attempt, `at` is
 * the attempt's own time, which the receiver compares with its clock.
 */
export function signWebhook(
  { id, at, payload }: { id: string; at: Date; payload: string },
  secrets: readonly Secret[],
): Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string> {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret.reveal()).sign(id, at, payload)).join(" "),
  };
}

/** Where an endpoint's secret stands sealed. */
export function signingSecretPlace(endpointId: string) {
  return { table: "webhook_endpoints", rowId: endpointId, column: "secret_sealed" };
}

/** Where the secret before the last rotation stands sealed. */
export function previousSecretPlace(endpointId: string) {
  return { table: "webhook_endpoints", rowId: endpointId, column: "previous_secret_sealed" };
}
