import { createCertificates } from "@/tests/servers/certificates";
import { speakImap, speakSmtp } from "@/tests/servers/scripted-answers";
import { startScriptedMailServer } from "@/tests/servers/scripted-mail-server";

// An IMAP and an SMTP server that take every token, in a process of their own, so that their work is not the checker's.
// Usage: mail-server-process.ts CERTIFICATES_FOLDER
const certificates = createCertificates(process.argv[2] ?? "");
const imap = await startScriptedMailServer({ certificates, isEncrypted: true }, speakImap({}, "SASL-IR AUTH=XOAUTH2"));
const smtp = await startScriptedMailServer({ certificates }, speakSmtp());
process.send?.({ imap: imap.port, smtp: smtp.port });

process.on("message", () => {
  const figures = [imap, smtp].map((server) => ({ total: server.connectionCount(), mostAtOnce: server.mostAtOnce() }));
  process.send?.({ imap: figures[0], smtp: figures[1] });
});
process.on("disconnect", () => process.exit(0));
