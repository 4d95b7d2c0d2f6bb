import { LogOut } from "lucide-react";
import Link from "next/link";
import { SubmitButton } from "@/components/ui/submit-button";
import type { Theme } from "@/components/ui/theme";
import { ThemeSwitch } from "@/components/ui/theme-switch";

export type UserCornerProps = {
  /** `role` is a word such as "Owner". */
  user: { name: string; email: string; role: string; profileHref?: string | undefined };
  signOut: () => Promise<void>;
  theme: Theme;
  chooseTheme: (form: FormData) => Promise<void>;
};

/** Who is signed in, how the page is lit, and the way out. */
export function UserCorner({ user, signOut, theme, chooseTheme }: UserCornerProps) {
  const identity = (
    <>
      <span className="block truncate font-medium">{user.name}</span>
      <span className="block truncate text-xs text-ink-muted">
        {user.name === user.email ? user.role : `${user.email} · ${user.role}`}
      </span>
    </>
  );
  return (
    <div className="grid gap-2 border-t px-3 py-3">
      {user.profileHref ? (
        <Link href={user.profileHref} className="rounded-md px-2.5 py-1 hover:bg-hover">
          {identity}
        </Link>
      ) : (
        <div className="px-2.5 py-1">{identity}</div>
      )}
      <div className="flex items-center justify-between gap-2">
        <ThemeSwitch theme={theme} action={chooseTheme} />
        <form action={signOut}>
          <SubmitButton variant="quiet" size="small" pendingLabel="Signing out…">
            <LogOut aria-hidden /> Sign out
          </SubmitButton>
        </form>
      </div>
    </div>
  );
}
