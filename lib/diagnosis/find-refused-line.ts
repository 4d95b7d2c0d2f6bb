// SMTP's codes with RFC 4954's 5.5.6 and RFC 3463's 5.5.2, IMAP's BAD, NO and BYE, POP3's -ERR; what they say of the line.
const refusedLine =
  /5\.5\.6\b|(?:(?<![\d.])[45]\d\d[ -]|\b5\.5\.2\b|\b(?:BAD|NO|BYE) |-ERR ).{0,120}(?:[Tt]oo (?:[Ll]ong|[Ll]arge)|[Ee]xceed|[Ll]onger than|[Ll]ine length|TOOBIG|Connection is closed\. 10\b)/;

/**
 * Whether a text about a line that is too long is a server's reply, so that the line was the client's. A client that
 * gives up on the server's line says so without one.
 */
export function findRefusedLine(text: string): boolean {
  return refusedLine.test(text);
}
