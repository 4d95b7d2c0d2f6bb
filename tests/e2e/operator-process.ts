import { z } from "zod";
import { addMemberCommand } from "@/scripts/mailgrant/add-member";
import type { Command } from "@/scripts/mailgrant/command";
import { createTenantCommand } from "@/scripts/mailgrant/create-tenant";
import { issueWorkerKeyCommand } from "@/scripts/mailgrant/issue-worker-key";

// Runs the commands of the operator's command line as they are asked for. A process of its own, because the environment,
// and with it the database, is one a process.
const commands: readonly Command[] = [addMemberCommand, createTenantCommand, issueWorkerKeyCommand];
const askedSchema = z.object({
  name: z.string(),
  options: z.record(z.string(), z.string()),
  password: z.string().optional(),
});

process.on("message", async (message) => {
  const { name, options, password } = askedSchema.parse(message);
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) throw new Error(`There is no command "${name}"`);
  const outcome = await command.run({ options, password });
  if (!outcome.ok) throw new Error(`${name}: ${outcome.failure.message}`);
  process.send?.(outcome.value.fields);
});
process.send?.("ready");
