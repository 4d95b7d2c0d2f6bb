import nodemailer from "nodemailer";
import { expect, test } from "vitest";
import { readMail } from "@/tests/servers/read-mail";

test("a caught e-mail is read as it was written", async () => {
  const text =
    "Ünder the line = 100 %\n\nA long line that has to be broken somewhere, because e-mail has lines of 76 characters.\n";
  const html = '<p>Größe: <a href="https://acme.test/?a=b">ansehen</a></p>';
  const subject = "Broken: größere Störung in vielen Postfächern, von denen niemand mehr etwas abholt";
  const composer = nodemailer.createTransport({ streamTransport: true, buffer: true });
  const { message } = await composer.sendMail({ from: "a@acme.test", to: "b@acme.test", subject, text, html });
  expect(readMail(String(message))).toMatchObject({ subject, text: expect.stringContaining(text.trim()), html });
});
