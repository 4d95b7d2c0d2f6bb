/**
 * Which button of a tab was pressed: Config or a plain save, and the word of the question that was answered, or null.
 * The answer to a question stands for the press that raised it.
 */
export function readPress(form: FormData): { isConfig: boolean; confirmed: string | null } {
  const confirmed = form.get("confirmed");
  const intent = form.get(confirmed === null ? "intent" : "pendingIntent");
  return { isConfig: intent === "config", confirmed: typeof confirmed === "string" ? confirmed : null };
}
