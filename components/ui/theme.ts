/** The cookie that remembers the reader's choice; read by the server, so that the first paint is right. */
export const themeCookieName = "mailgrant-theme";

export const themes = ["system", "light", "dark"] as const;

/** How the interface is lit; `system` follows the device. */
export type Theme = (typeof themes)[number];

/** The theme that a cookie or a form field names; anything unknown is `system`. */
export function parseTheme(value: unknown): Theme {
  return themes.find((theme) => theme === value) ?? "system";
}
