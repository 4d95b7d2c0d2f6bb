import { Monitor, Moon, Sun } from "lucide-react";
import type { Theme } from "@/components/ui/theme";

const choices = [
  { theme: "system", label: "Like the device", icon: Monitor },
  { theme: "light", label: "Light", icon: Sun },
  { theme: "dark", label: "Dark", icon: Moon },
] as const;

type ThemeSwitchProps = {
  theme: Theme;
  /** Remembers the form field `theme`. */
  action: (form: FormData) => Promise<void>;
};

/** Light, dark, or as the device has it. A form, so that it needs no script. */
export function ThemeSwitch({ theme: current, action }: ThemeSwitchProps) {
  return (
    <form action={action} className="inline-flex rounded-md border bg-surface p-0.5">
      {choices.map(({ theme, label, icon: Icon }) => (
        <button
          key={theme}
          type="submit"
          name="theme"
          value={theme}
          aria-pressed={theme === current}
          aria-label={`Theme: ${label}`}
          title={label}
          className="grid h-7 w-8 place-items-center rounded-sm text-ink-muted hover:text-ink aria-pressed:bg-hover aria-pressed:text-ink"
        >
          <Icon aria-hidden className="size-4" />
        </button>
      ))}
    </form>
  );
}
