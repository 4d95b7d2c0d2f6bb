import { directoryPlaceholder, fillEndpoints, readDirectoryId } from "@/lib/providers/entra-endpoints";

const endpointNames = ["authorizationEndpoint", "tokenEndpoint"] as const;

/**
 * After a keystroke or a paste in `field` of a Microsoft IdP Config, fills in what follows from it: both endpoints from
 * the Directory (tenant) ID, that ID and the other endpoint from an endpoint. `typed` remembers which endpoints came
 * from the reader's own hand, so that one paste never overwrites another.
 */
export function fillWhileTyping(form: HTMLFormElement, field: string, typed: Set<string>): void {
  if (field === "directoryId") {
    const current = readField(form, "authorizationEndpoint");
    const filled = fillEndpoints(readField(form, "directoryId"), current);
    for (const name of endpointNames) writeField(form, name, filled[name]);
    typed.clear();
    return;
  }
  const name = endpointNames.find((candidate) => candidate === field);
  if (name === undefined) return;
  typed.add(name);
  const endpoint = readField(form, name);
  const directoryId = readDirectoryId(endpoint);
  if (directoryId === null) return;
  writeField(form, "directoryId", directoryId);
  const other = name === "tokenEndpoint" ? "authorizationEndpoint" : "tokenEndpoint";
  const isOpen = readField(form, other) === "" || readField(form, other).includes(directoryPlaceholder);
  if (isOpen || !typed.has(other)) writeField(form, other, fillEndpoints(directoryId, endpoint)[other]);
}

function findField(form: HTMLFormElement, name: string): HTMLInputElement | null {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement ? field : null;
}

function readField(form: HTMLFormElement, name: string): string {
  return findField(form, name)?.value.trim() ?? "";
}

function writeField(form: HTMLFormElement, name: string, value: string): void {
  const field = findField(form, name);
  if (field === null || field.value === value) return;
  field.value = value;
  // For whoever keeps what is typed; `input` would come back here.
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
