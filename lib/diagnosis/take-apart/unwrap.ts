import { decodeEntities, stripTags } from "./decode-html";
import { dropBoilerplate } from "./drop-boilerplate";
import { dropCapabilities } from "./drop-capabilities";
import { dropSettings } from "./drop-settings";
import { findBase64 } from "./find-base64";

/** All that is looked at, wrappings included; a text that decodes into more is cut off. */
const maxCharacters = 400_000;

/**
 * The text with everything that is wrapped up in it, each layer as one line: quoted and escaped strings, form-encoded answers,
 * quoted-printable, HTML, base64 challenges and replies over several lines, each put behind the text that it was found
 * in. White space is one space each, quotation marks and dashes are plain ones, so that rules need to know one form.
 * Whatever cannot be decoded stays as it is. Takes time in proportion to the text's length.
 */
export function unwrap(raw: string): string {
  const layers = [raw.replaceAll("\0", "")];
  for (const peel of peels) {
    // Each way is tried on what the ways before it found: base64 in a form-encoded value in a JSON string.
    for (const layer of [...layers]) {
      const inner = peel(layer);
      if (inner !== null && inner !== layer && inner !== "") layers.push(inner);
    }
    keepDifferent(layers);
  }
  return layers
    .map((layer) => dropSettings(dropCapabilities(dropBoilerplate(tidy(layer)))))
    .join("\n")
    .slice(0, maxCharacters);
}

/** The layers from the outermost in; the innermost ways of wrapping come last, as they are found by then. */
const peels: readonly ((text: string) => string | null)[] = [
  decodeEscapes,
  decodeEscapes,
  decodeMisread,
  decodeQuotedPrintable,
  decodePercent,
  decodePercent,
  decodeMarkup,
  findBase64,
  joinReply,
];

function keepDifferent(layers: string[]): void {
  const different = [...new Set(layers)];
  let characters = 0;
  layers.length = 0;
  for (const layer of different) {
    if (characters > maxCharacters) break;
    characters += layer.length;
    layers.push(layer);
  }
}

/** Backslash escapes of JSON, JavaScript, Python, Java and PHP. */
function decodeEscapes(text: string): string | null {
  if (!text.includes("\\")) return null;
  const withBytes = text.replace(/(?:\\x[0-9a-f]{2}){2,200}/gi, (run) => decodeBytes(run.replaceAll("\\x", "")));
  return withBytes.replace(
    /\\(?:u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|x([0-9a-f]{2})|(.))/gi,
    (whole, four, braced, two, single) => {
      if (single !== undefined) return escapes.get(single) ?? single;
      const point = Number.parseInt(four ?? braced ?? two, 16);
      return point <= 0x10_ff_ff ? String.fromCodePoint(point) : whole;
    },
  );
}

/** Bytes are UTF-8 where they can be. */
function decodeBytes(hex: string): string {
  const bytes = Buffer.from(hex, "hex");
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? bytes.toString("latin1") : text;
}

/** UTF-8 that was read as Windows-1252 or Latin-1 on the way: "fÃ¼r". */
function decodeMisread(text: string): string | null {
  if (!/[\u00c2-\u00ef][\u0080-\u00bf\u0152-\u2122]/.test(text)) return null;
  return text.replace(/[\u00c2-\u00ef][\u0080-\u00bf\u0152-\u2122]{1,2}/g, (run) => {
    const bytes = Buffer.from(Array.from(run, (letter) => windows1252.get(letter) ?? letter.charCodeAt(0)));
    const decoded = bytes.toString("utf8");
    return decoded.includes("\ufffd") ? run : decoded;
  });
}

/** The letters of Windows-1252 that are others in Latin-1, by their bytes; "-" where there is none. */
const windows1252 = new Map(
  Array.from("€-‚ƒ„…†‡ˆ‰Š‹Œ-Ž--‘’“”•–—˜™š›œ-žŸ", (letter, index) => [letter, 0x80 + index] as const).filter(
    ([letter]) => letter !== "-",
  ),
);

const escapes = new Map([
  ["n", "\n"],
  ["r", "\n"],
  ["t", " "],
]);

/** RFC 2045, section 6.7: soft line breaks and `=3D`. A short line that ends in "=" is a setting without a value. */
function decodeQuotedPrintable(text: string): string | null {
  if (!/=3D|=20|[^\n]{60}=\r?\n/i.test(text)) return null;
  return text
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Percent escapes, and the plus for a space where the text is a form or a query. */
function decodePercent(text: string): string | null {
  // A value that was cut out of a form has pluses between all its words and no space.
  const isForm =
    /[?&]|error_description=|error=/.test(text) || /^[^\s+]{1,40}\+[^\s+]{1,40}\+[^\s]{3,4000}$/.test(text);
  if (!/%[0-9a-f]{2}/i.test(text) && !(isForm && text.includes("+"))) return null;
  const spaced = isForm ? text.replaceAll("+", " ") : text;
  return spaced.replace(/(?:%[0-9a-f]{2}){1,200}/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

function decodeMarkup(text: string): string | null {
  const isMarkup = /<\/?[a-z!]/i.test(text);
  if (!isMarkup && !text.includes("&")) return null;
  return decodeEntities(isMarkup ? stripTags(text) : text);
}

/** The lines of one SMTP reply (`535-5.7.8 …`), which break sentences wherever they like; and e-mail's folded lines. */
function joinReply(text: string): string | null {
  if (!/\n/.test(text)) return null;
  return text.replace(/\r?\n[ \t]{0,40}(?:[<>*SC:\][ \t]{0,20})[2-5]\d\d(?:-| )(?:[245]\.\d{1,3}\.\d{1,3} )?/g, " ");
}

function tidy(text: string): string {
  return text
    .replace(/[\u2018\u2019\u201a\u2032\u00b4`]/g, "'")
    .replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/[\s\u00a0\u200b-\u200f\u2028-\u202f\ufeff]+/g, " ");
}
