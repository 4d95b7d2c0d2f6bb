/** Values by field: what was rendered, or what was typed. */
export type FieldValues = Record<string, string>;

type FormField = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** What the fields of `form` hold, without secrets, hidden fields and files. */
export function readFields(form: HTMLFormElement): FieldValues {
  return Object.fromEntries(stashableFields(form).map((field) => [keyOf(field), heldBy(field)]));
}

/** What the fields of `form` were rendered with, whatever has been typed over it. */
export function renderedFields(form: HTMLFormElement): FieldValues {
  return Object.fromEntries(stashableFields(form).map((field) => [keyOf(field), renderedIn(field)]));
}

/** Fills in the fields that `values` names, and tells whoever listens that they changed. */
export function writeFields(form: HTMLFormElement, values: FieldValues): void {
  for (const field of stashableFields(form)) {
    const value = values[keyOf(field)];
    if (value === undefined || value === heldBy(field)) continue;
    if (isToggle(field)) field.checked = value === "true";
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Values that are told by the names of fields, a list's members one a line, as the fields of `form` are kept. */
export function fieldsByName(form: HTMLFormElement, values: Readonly<Record<string, string>>): FieldValues {
  return Object.fromEntries(
    stashableFields(form).flatMap((field) => {
      const value = values[field.name];
      if (value === undefined) return [];
      return [[keyOf(field), isToggle(field) ? String(value.split("\n").includes(field.value)) : value]];
    }),
  );
}

/** The fields that hold something else than they did when the form was sent as `sent`. */
export function typedSince(form: HTMLFormElement, sent: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(readFields(form)).filter(([name, value]) => value !== sent[name]));
}

/** Keeps for this browser tab what differs from `rendered`; answers whether anything does. */
export function stashTyping(key: string, form: HTMLFormElement, rendered: FieldValues): boolean {
  const typed = Object.entries(readFields(form)).filter(([name, value]) => value !== (rendered[name] ?? value));
  try {
    if (typed.length === 0) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(typed.map(([name, value]) => [name, rendered[name], value])));
  } catch {
    // Storage is full or forbidden; the form works without.
  }
  return typed.length > 0;
}

/** What was typed earlier into the fields that the server still renders as it did then. */
export function unstashTyping(key: string, rendered: FieldValues): FieldValues {
  try {
    const stash: unknown = JSON.parse(sessionStorage.getItem(key) ?? "[]");
    if (!Array.isArray(stash)) return {};
    return Object.fromEntries(
      stash.flatMap((entry: unknown) => {
        if (!Array.isArray(entry)) return [];
        const [name, renderedThen, typed]: unknown[] = entry;
        return typeof name === "string" && typeof typed === "string" && rendered[name] === renderedThen
          ? [[name, typed]]
          : [];
      }),
    );
  } catch {
    return {};
  }
}

/** Forgets what was typed. */
export function dropStash(key: string): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept where storage is forbidden.
  }
}

function stashableFields(form: HTMLFormElement): FormField[] {
  return [...form.elements].filter((element): element is FormField => {
    if (element instanceof HTMLSelectElement) return element.name !== "" && !element.multiple;
    if (element instanceof HTMLTextAreaElement) return element.name !== "" && !("secret" in element.dataset);
    if (!(element instanceof HTMLInputElement) || element.name === "" || "secret" in element.dataset) return false;
    return !["password", "hidden", "file", "submit", "button", "reset", "image"].includes(element.type);
  });
}

function isToggle(field: FormField): field is HTMLInputElement {
  return field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
}

function keyOf(field: FormField): string {
  return isToggle(field) ? `${field.name}=${field.value}` : field.name;
}

function heldBy(field: FormField): string {
  return isToggle(field) ? String(field.checked) : field.value;
}

function renderedIn(field: FormField): string {
  if (isToggle(field)) return String(field.defaultChecked);
  if (!(field instanceof HTMLSelectElement)) return field.defaultValue;
  const options = [...field.options];
  // Without a default of its own a select starts at its first option.
  return (options.find((option) => option.defaultSelected) ?? options[0])?.value ?? "";
}
