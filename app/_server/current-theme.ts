import { cookies } from "next/headers";
import { parseTheme, type Theme, themeCookieName } from "@/components/ui/theme";

/** The theme that the reader chose in this browser. */
export async function currentTheme(): Promise<Theme> {
  const jar = await cookies();
  return parseTheme(jar.get(themeCookieName)?.value);
}
