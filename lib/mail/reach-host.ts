import type { Socket } from "node:net";

import { dial } from "@/lib/egress/dial";
import { type ResolvedAddress, resolveHost } from "@/lib/egress/resolve-host";
import type { Failure, FailureCode } from "@/lib/errors";
import { MailError } from "@/lib/mail/mail-error";
import type { StageNotes, StageRun } from "@/lib/mail/run-stages";
import type { MailFailureCode, VerificationRequest } from "@/lib/mail/schema";
import type { Result } from "@/lib/result";

/** More addresses than that are not written down. */
const mostAddresses = 20;

/**
 * Finds the host's addresses and connects to the first one that answers, as the stages DNS and TCP of `run`, which say
 * what became of each address: those of IPv4 and IPv6, those that the egress policy keeps back, and those that did
 * not answer, with the system's reason and the time it took.
 */
export async function reachHost(
  run: StageRun,
  request: VerificationRequest,
): Promise<{ socket: Socket; address: string }> {
  const addresses = await run.pass("dns", (notes) => findAddresses(run, request, notes));
  return run.pass("tcp", (notes) => connectToOne(run, request, addresses, notes));
}

async function findAddresses(
  { signal }: StageRun,
  { settings, policy, lookup }: VerificationRequest,
  notes: StageNotes,
): Promise<ResolvedAddress[]> {
  const { host } = settings;
  const { addresses, refused } = unwrap(await resolveHost({ host, policy, signal, ...(lookup ? { lookup } : {}) }));
  notes.summary = addresses.map(({ address }) => address).join(", ");
  notes.addresses = [
    ...addresses.map((one) => ({ ...one, outcome: "found" as const })),
    ...refused.map((one) => ({ ...one, outcome: "refused_by_policy" as const })),
  ].slice(0, mostAddresses);
  return addresses;
}

async function connectToOne(
  { signal }: StageRun,
  { settings, deadlineMs }: VerificationRequest,
  addresses: readonly ResolvedAddress[],
  notes: StageNotes,
): Promise<{ socket: Socket; address: string }> {
  const { host, port } = settings;
  notes.addresses = addresses.slice(0, mostAddresses).map((one) => ({ ...one, outcome: "not_tried" }));
  const perAddressMs = Math.ceil(deadlineMs / (addresses.length + 1));
  const outcome = await dial({
    host,
    port,
    addresses,
    perAddressMs,
    signal,
    onAttempt: ({ address, error, durationMs }) => {
      notes.addresses = notes.addresses?.map((one) => {
        if (one.address !== address) return one;
        return error === null
          ? { ...one, outcome: "connected", durationMs }
          : { ...one, outcome: "failed", error, durationMs };
      });
    },
  });
  const dialled = unwrap(outcome);
  const silent = notes.addresses.flatMap(({ outcome, address, error }) =>
    outcome === "failed" ? [`${address} did not answer (${error})`] : [],
  );
  notes.summary = [`Connected to ${dialled.address}, port ${port}`, ...silent].join("; ");
  return dialled;
}

function unwrap<Value, Code extends FailureCode & MailFailureCode>(result: Result<Value, Failure<Code>>): Value {
  if (result.ok) return result.value;
  throw new MailError(result.failure.code, result.failure.message, result.failure.facts);
}
