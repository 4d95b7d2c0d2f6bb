import type { Command, DiagnosisContext, DiagnosisProvider, DiagnosisStage, Owner } from "../schema";

/** What the sentences of a cause are filled with; where something is not known, words stand in its place. */
export type Known = {
  stage: DiagnosisStage;
  provider: DiagnosisProvider;
  context: DiagnosisContext;
  /** "the mailbox" where its address is not known, and so on. */
  mailbox: string;
  callbackEndpoint: string;
  protocol: "IMAP" | "POP3" | "SMTP";
  server: string;
};

/** A cause before people: who can mend it, whether it may pass by itself, what it means, and the exact next steps. */
export type Cause = {
  owner: Owner;
  isTransient: boolean;
  explain(known: Known): string;
  listSteps(known: Known): string[];
  listCommands?(known: Known): Command[];
};
