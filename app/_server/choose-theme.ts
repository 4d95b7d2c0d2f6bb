"use server";

import { cookies } from "next/headers";
import { parseTheme, themeCookieName } from "@/components/ui/theme";

const oneYearInSeconds = 31_536_000;

/** Remembers how the reader wants the interface lit, from the form field `theme`; needs no session. */
export async function chooseTheme(form: FormData): Promise<void> {
  const theme = parseTheme(form.get("theme"));
  const jar = await cookies();
  if (theme === "system") jar.delete(themeCookieName);
  else jar.set(themeCookieName, theme, { maxAge: oneYearInSeconds, sameSite: "lax", httpOnly: true, path: "/" });
}
