import { securityLabels } from "@/components/system-email/words";
import type { SendTestState } from "@/components/verification/send-test-form";
import type { SentMessage } from "@/lib/mail/send-message";

/** The way that a test email took, as facts to read. */
export function describeSentMessage({
  route,
  envelope,
  reply,
  messageId,
}: SentMessage): NonNullable<SendTestState["sent"]> {
  const encryption = [securityLabels[route.security], route.tlsVersion].filter(Boolean).join(", ");
  return {
    facts: [
      { label: "Server", value: `${route.host}:${route.port}` },
      { label: "Address", value: route.address },
      { label: "Encryption", value: encryption },
      { label: "Signed in as", value: route.authenticatedAs ?? "nobody: no sign-in" },
      { label: "Envelope", value: `${envelope.from} → ${envelope.to.join(", ")}` },
      { label: "Message ID", value: messageId },
    ],
    reply,
  };
}
