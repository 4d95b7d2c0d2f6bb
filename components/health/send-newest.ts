/** What a request may hold, less what the other fields take; as UTF-8, with each end of a line as two bytes. */
const mostBytes = 230_000;

/**
 * Has `form` send no more of the field `name` than a request may hold, the newest part, and as `nameCharacters` how long
 * the whole was. What stands in the field stays. Answers how to end that. Without scripts a text that is too long is refused.
 */
export function sendNewest(form: HTMLFormElement, name: string): () => void {
  const cut = ({ formData }: FormDataEvent) => {
    const value = formData.get(name);
    if (typeof value !== "string") return;
    const text = value.replace(/\r\n?/g, "\n");
    const newest = newestBytes(text);
    if (newest.length === text.length) return;
    formData.set(name, newest);
    formData.set(`${name}Characters`, String(text.length));
  };
  form.addEventListener("formdata", cut);
  return () => form.removeEventListener("formdata", cut);
}

function newestBytes(text: string): string {
  const bytes = new TextEncoder().encode(text.replaceAll("\n", "\r\n"));
  if (bytes.length <= mostBytes) return text;
  const newest = new TextDecoder().decode(bytes.subarray(-mostBytes));
  // The first character may have lost its beginning.
  return newest
    .replace(/^\ufffd+/, "")
    .replaceAll("\r\n", "\n")
    .replace(/^\n/, "");
}
