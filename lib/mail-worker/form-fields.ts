import type { FormFields } from "@/lib/revision/revision";

/** The fields of the form that changes the limits of a Worker Key. */
export function limitsFields({ networks, expiresAt }: { networks: string[]; expiresAt: Date | null }): FormFields {
  return { networks, expiresOn: expiresAt?.toISOString().slice(0, 10) ?? "" };
}
