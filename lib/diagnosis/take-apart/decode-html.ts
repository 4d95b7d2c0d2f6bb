/** The words of an HTML page; scripts and styles are dropped, their tags being where they say. */
export function stripTags(html: string): string {
  return dropElements(dropElements(html, "script"), "style").replace(/<[^<>]{0,4000}>/g, " ");
}

/** Without a pattern that looks for the end again and again where there is none. */
function dropElements(html: string, name: string): string {
  const lower = html.toLowerCase();
  // Lower case of some letters is longer than they are; then positions would not fit.
  if (lower.length !== html.length) return html;
  const kept: string[] = [];
  let from = 0;
  for (;;) {
    const start = lower.indexOf(`<${name}`, from);
    const end = start < 0 ? -1 : lower.indexOf(`</${name}`, start);
    if (start < 0 || end < 0) break;
    kept.push(html.slice(from, start));
    from = end;
  }
  kept.push(html.slice(from));
  return kept.join(" ");
}

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  rsquo: "'",
  lsquo: "'",
  ldquo: '"',
  rdquo: '"',
  ndash: "-",
  mdash: "-",
  hellip: "...",
};

/** Character references of HTML and XML, twice escaped ones too. */
export function decodeEntities(text: string): string {
  const once = (escaped: string) =>
    escaped.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));/gi, (whole, hex, decimal, name) => {
      if (name !== undefined) return named[name.toLowerCase()] ?? whole;
      const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return point > 0 && point <= 0x10_ff_ff ? String.fromCodePoint(point) : whole;
    });
  return once(once(text));
}
