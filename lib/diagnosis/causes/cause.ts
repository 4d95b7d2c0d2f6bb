import type { Command, DiagnosisContext, DiagnosisProvider, DiagnosisStage, Owner } from "../schema";

/** What the sentences of a cause are filled with; where something is not known, words stand in its place. */
export type Known = {
  stage: DiagnosisStage;
  provider: DiagnosisProvider;
  /** What was given, and what was found in a text that was brought in; see describeVerdict. */
  context: DiagnosisContext;
  /** It failed in another program: no step speaks of Mailgrant's buttons. */
  isForeign: boolean;
  /** "the mailbox" where its address is not known, and so on. */
  mailbox: string;
  /** The redirect URI that was sent. */
  callbackEndpoint: string;
  protocol: "IMAP" | "POP3" | "SMTP";
  server: string;
  /** A server's reply refuses a line of the client's; see findRefusedLine. */
  isLineRefused: boolean;
};

/** A cause before people: who can mend it, whether it may pass by itself, what it means, and the exact next steps. */
export type Cause = {
  owner: Owner;
  /** Somebody else, where what is known around the failure says so. */
  judgeOwner?(known: Known): Owner | undefined;
  /** Its name, where what is known says more than the one it has in lists. */
  judgeTitle?(known: Known): string;
  isTransient: boolean;
  explain(known: Known): string;
  listSteps(known: Known): string[];
  listCommands?(known: Known): Command[];
};
