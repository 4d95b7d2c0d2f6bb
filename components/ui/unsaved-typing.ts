/**
 * Whether something under `root` was typed and would be lost: a field that differs from what it was rendered with, or
 * a part that is marked `data-unsaved`, as a form is after a failed submit.
 */
export function hasUnsavedTyping(root: ParentNode): boolean {
  if (root.querySelector("[data-unsaved]")) return true;
  return [...root.querySelectorAll("input, textarea, select")].some(differsFromDefault);
}

/** Whether a field holds something else than what it was rendered with. */
export function differsFromDefault(field: Element): boolean {
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (field instanceof HTMLSelectElement) return isOtherOptionSelected(field);
  if (!(field instanceof HTMLInputElement) || field.type === "hidden" || field.readOnly) return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

function isOtherOptionSelected(select: HTMLSelectElement): boolean {
  const options = [...select.options];
  // Without a default of its own a single select starts at its first option.
  if (!select.multiple && !options.some((option) => option.defaultSelected)) return select.selectedIndex > 0;
  return options.some((option) => option.selected !== option.defaultSelected);
}
