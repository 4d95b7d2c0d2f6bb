import type { Half, VerificationTrigger } from "@/lib/db/generated/enums";
import type { MailProtocol, Stage } from "@/lib/mail/schema";

/** A Verification that is over, as it is kept. */
export type FinishedVerification = {
  systemEmailId: string;
  half: Half;
  protocol: MailProtocol;
  isHealthy: boolean;
  stages: Stage[];
  failureCode: string | null;
  /** The Diagnosis' cause and whether it passes by itself; null where nothing failed. */
  cause: string | null;
  isTransient: boolean | null;
  folders: string[];
  configVersion: number;
  trigger: VerificationTrigger;
  /** Who asked for it, or null where nobody did. */
  askedBy: string | null;
  /** The name of the Worker Key whose Mail Worker told it, or null for a check of our own. */
  reportedBy: string | null;
  startedAt: Date;
  finishedAt: Date;
};
