import type { ScriptedSession } from "./scripted-mail-server";

/** What a scripted server answers to a command: text to send, an act, or both; `undefined` leaves it unanswered. */
export type Answer = (line: string, session: ScriptedSession) => string | undefined | Promise<string | undefined>;

/** The base64 of the JSON by which a server explains a refused token. */
export const refusedTokenChallenge = Buffer.from('{"status":"401","schemes":"bearer","scope":"mail"}').toString(
  "base64",
);

/** Speaks POP3; `answers` replaces what it says to a command, by its first word in lower case or by the whole line. */
export function speakPop3(answers: Record<string, Answer> = {}, capabilities = ["STLS", "SASL XOAUTH2", "USER"]) {
  return async (session: ScriptedSession): Promise<void> => {
    session.write("+OK ready\r\n");
    for (let line = await session.readLine(); line !== undefined; line = await session.readLine()) {
      const [verb = ""] = line.split(" ");
      const answer = answers[line] ?? answers[verb.toLowerCase()];
      if (answer) write(session, await answer(line, session));
      else if (verb === "CAPA") session.write(`+OK\r\n${capabilities.join("\r\n")}\r\n.\r\n`);
      else if (verb === "STLS") {
        session.write("+OK begin\r\n");
        session.startTls();
      } else if (line === "AUTH XOAUTH2") session.write("+ \r\n");
      else if (verb === "STAT") session.write("+OK 3 4096\r\n");
      else session.write("+OK\r\n");
    }
  };
}

/** Speaks IMAP; `answers` by the command's name in lower case; they get the line without its tag. `TAG` in an answer stands for the tag. */
export function speakImap(answers: Record<string, Answer> = {}, capabilities = "STARTTLS SASL-IR AUTH=XOAUTH2") {
  return async (session: ScriptedSession): Promise<void> => {
    session.write("* OK ready\r\n");
    for (let line = await session.readLine(); line !== undefined; line = await session.readLine()) {
      const [tag = "", verb = ""] = line.split(" ");
      const answer = answers[verb.toLowerCase()];
      if (answer) write(session, (await answer(line.slice(tag.length + 1), session))?.replaceAll("TAG", tag));
      else if (verb === "CAPABILITY") session.write(`* CAPABILITY IMAP4rev1 ${capabilities}\r\n${tag} OK done\r\n`);
      else if (verb === "STARTTLS") {
        session.write(`${tag} OK begin\r\n`);
        session.startTls();
      } else if (verb === "LIST" || verb === "LSUB") {
        const folders = ["INBOX", "Sent Items", "Done"].map((name) => `* ${verb} () "/" "${name}"\r\n`).join("");
        session.write(`${folders}${tag} OK done\r\n`);
      } else if (verb === "EXAMINE") {
        session.write(`* 7 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n* OK [UIDNEXT 8] ok\r\n${tag} OK [READ-ONLY] done\r\n`);
      } else if (verb === "LOGOUT") {
        session.write(`* BYE bye\r\n${tag} OK done\r\n`);
        session.end();
      } else session.write(`${tag} OK done\r\n`);
    }
  };
}

/** Speaks SMTP; `answers` by its first word in lower case or by the whole line. */
export function speakSmtp(answers: Record<string, Answer> = {}, extensions = ["STARTTLS", "AUTH XOAUTH2 LOGIN"]) {
  return async (session: ScriptedSession): Promise<void> => {
    session.write("220 mail.test ready\r\n");
    for (let line = await session.readLine(); line !== undefined; line = await session.readLine()) {
      const [verb = ""] = line.split(" ");
      const answer = answers[line] ?? answers[verb.toLowerCase()];
      if (answer) write(session, await answer(line, session));
      else if (verb === "EHLO") session.write(listExtensions(["mail.test", ...extensions]));
      else if (verb === "STARTTLS") {
        session.write("220 begin\r\n");
        session.startTls();
      } else if (line === "AUTH XOAUTH2") session.write("334 \r\n");
      else if (verb === "QUIT") {
        session.write("221 bye\r\n");
        session.end();
      } else if (/^(MAIL|RCPT) /.test(line)) session.write("250 ok\r\n");
      else if (verb === "DATA") {
        session.write("354 go on\r\n");
        await skipMessage(session);
        session.write("250 2.0.0 queued as 1\r\n");
      } else session.write("235 2.7.0 welcome\r\n");
    }
  };
}

function listExtensions(lines: readonly string[]): string {
  return lines.map((line, index) => `250${index === lines.length - 1 ? " " : "-"}${line}\r\n`).join("");
}

async function skipMessage(session: ScriptedSession): Promise<void> {
  for (let line = await session.readLine(); line !== undefined && line !== "."; ) line = await session.readLine();
}

function write(session: ScriptedSession, text: string | undefined): void {
  if (text !== undefined) session.write(text);
}
