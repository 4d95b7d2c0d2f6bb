import { once } from "node:events";
import { createInterface } from "node:readline";
import { connect } from "node:tls";
import { ImapFlow } from "imapflow";
import nodemailer from "nodemailer";

const mechanism = "XOAUTH2";

interface SmtpAuthContext {
  sendCommand(command: string): Promise<{ readonly status: number; readonly response: string }>;
}

interface Probe {
  readonly port: number;
  readonly certificateAuthority: string;
  readonly address: string;
  readonly token: string;
}

/** Logs in by IMAP over TLS and returns the names of the folders. A refused login rejects. */
export async function listFoldersByImap({ port, certificateAuthority, address, token }: Probe): Promise<string[]> {
  const client = new ImapFlow({
    host: "localhost",
    port,
    secure: true,
    auth: { user: address, accessToken: token },
    tls: { ca: certificateAuthority },
    logger: false,
  });
  // A connection that breaks during the login rejects connect() and emits an error event too.
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.list()).map(({ path }) => path);
  } finally {
    await client.logout();
  }
}

/** Sends a message by SMTP over TLS. A refused login rejects. */
export async function sendBySmtp(probe: Probe, to: string, subject: string): Promise<void> {
  const transport = nodemailer.createTransport({
    host: "localhost",
    port: probe.port,
    secure: true,
    tls: { ca: probe.certificateAuthority },
    auth: { type: "custom", method: mechanism, user: probe.address, pass: "" },
    customAuth: { [mechanism]: (context) => authenticateInTwoSteps(context, probe) },
  });
  try {
    await transport.sendMail({
      from: probe.address,
      to,
      subject,
      text: "A message from the practice servers' own test.",
    });
  } finally {
    transport.close();
  }
}

/** An Entra token does not fit the command line as an initial response (RFC 4954, section 4), so it is sent after the 334. */
async function authenticateInTwoSteps({ sendCommand }: SmtpAuthContext, probe: Probe): Promise<void> {
  const offer = await sendCommand(`AUTH ${mechanism}`);
  if (offer.status !== 334) throw new Error(offer.response);
  const answer = await sendCommand(xoauth2(probe));
  if (answer.status === 235) return;
  const reply = answer.status === 334 ? await sendCommand("") : answer;
  throw new Error(reply.response);
}

/** Logs in by POP3 over TLS and returns the server's last reply, good or bad. */
export async function logInByPop3(probe: Probe): Promise<string> {
  const socket = connect({ host: "localhost", port: probe.port, ca: probe.certificateAuthority });
  await once(socket, "secureConnect");
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const readLine = async (): Promise<string> => {
    const line = await lines.next();
    return line.done ? "" : line.value;
  };
  await readLine();
  const exchange = (command: string) => {
    socket.write(`${command}\r\n`);
    return readLine();
  };
  await exchange("AUTH XOAUTH2");
  const reply = await exchange(xoauth2(probe));
  const last = reply.startsWith("+ ") ? await exchange("") : reply;
  socket.destroy();
  return last;
}

function xoauth2({ address, token }: Probe): string {
  return Buffer.from(`user=${address}\x01auth=Bearer ${token}\x01\x01`).toString("base64");
}
