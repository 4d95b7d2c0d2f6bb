import type { Diagnosis } from "@/lib/diagnosis/schema";
import type { MailProtocol, Stage, StageName } from "@/lib/mail/schema";

/** What a failure is called, and what it says. */
export type ShownFailure = { title: string; message: string };

/** A stage as it is shown: its failure has its title, and why it failed is explained. */
export type ShownStage = Omit<Stage, "failure"> & { failure: ShownFailure | null; diagnosis: Diagnosis | null };

/** The last check that was kept. */
export type ShownVerification = {
  stages: ShownStage[];
  isHealthy: boolean;
  finishedAt: Date;
  /** The settings are still those that were checked. */
  isCurrent: boolean;
};

/**
 * What a running check tells: each stage when it is over, and then how it ended. `failure` without a failed stage
 * means that there was nothing to sign in with.
 */
export type VerificationEvent =
  | { type: "stage"; stage: ShownStage }
  | { type: "finished"; isHealthy: boolean; folders: string[] }
  | { type: "failed"; failure: ShownFailure };

const stageLabels: Readonly<Record<StageName, string>> = {
  dns: "DNS",
  tcp: "TCP",
  tls: "TLS",
  greeting: "Greeting",
  capabilities: "Capabilities",
  authentication: "Authentication",
  folder: "Folder",
  archive: "Archive folder",
  mailbox: "Mailbox",
};

/** What a stage is called; the last one of SMTP asks whether the address may be sent as. */
export function stageLabel(name: StageName, protocol: MailProtocol): string {
  return name === "mailbox" && protocol === "smtp" ? "Sender" : stageLabels[name];
}

/** The stages of a check in their order, so that the one that runs can be shown before it is over. */
export function expectedStages(protocol: MailProtocol, security: string): StageName[] {
  const opening: StageName[] = security === "starttls" ? ["greeting", "tls"] : ["tls", "greeting"];
  const last = { imap: ["folder"], pop3: ["mailbox"], smtp: ["mailbox"] } as const;
  return ["dns", "tcp", ...opening, "capabilities", "authentication", ...last[protocol]];
}
