import { systemClock } from "@/lib/clock";
import { dial } from "@/lib/egress/dial";
import { addCertificate } from "@/lib/mail/describe-tls";
import { askForTls, type Dialect } from "@/lib/mail/dialect";
import { LineChannel } from "@/lib/mail/line-channel";
import { lookAtCertificate } from "@/lib/mail/look-at-certificate";
import { MailError } from "@/lib/mail/mail-error";
import { nameTarget } from "@/lib/mail/name-target";
import type { StageNotes } from "@/lib/mail/run-stages";
import type { VerificationRequest } from "@/lib/mail/schema";

/** How long the second look may take, in milliseconds; what it finds is a help and no more. */
const lookMs = 3000;

/**
 * The failure of a refused certificate with what the certificate says, by a second look at the same address. Writes
 * the certificates into `notes`. When nothing is to be seen, the failure stays as it is.
 */
export async function explainCertificate(
  refused: MailError,
  { request, dialect, address, signal }: SecondLook,
  notes: StageNotes,
): Promise<MailError> {
  const { settings, clock = systemClock } = request;
  const soon = AbortSignal.any([signal, AbortSignal.timeout(lookMs)]);
  const addresses = [{ address, family: address.includes(":") ? (6 as const) : (4 as const) }];
  const again = await dial({ ...settings, addresses, perAddressMs: lookMs, signal: soon });
  if (!again.ok) return refused;
  const { socket } = again.value;
  try {
    const channel = new LineChannel(socket, nameTarget(settings));
    if (settings.security === "starttls") {
      await dialect.readGreeting(channel);
      await askForTls(channel, dialect);
    }
    const facts = await lookAtCertificate(channel.detach(), settings, { now: clock(), signal: soon });
    if (facts === null) return refused;
    notes.tls = facts;
    return addCertificate(refused, facts);
  } catch (error) {
    if (error instanceof MailError) return refused;
    throw error;
  } finally {
    socket.destroy();
  }
}

type SecondLook = { request: VerificationRequest; dialect: Dialect; address: string; signal: AbortSignal };
