import { z } from "zod";

/** A text as a caller sends it; its limits are those of the forms, which judge it later. */
export const plainTextSchema = z.string();

/** The questions that a caller has read and answers with yes; each is the word that a `conflict` names. */
export const confirmSchema = z
  .array(z.string().max(40))
  .max(10)
  .default([])
  .describe("The words that conflicts named, to go ahead although something stops working.");
