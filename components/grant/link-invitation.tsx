import { SignInShell } from "@/components/frame/sign-in-shell";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { OpenedLink } from "@/lib/grant/open-authorization-link";
import type { ProviderName } from "@/lib/providers/presets";

const providerWords: Record<ProviderName, string> = {
  microsoft: "Microsoft",
  google: "Google",
  other: "the identity provider",
};

type LinkInvitationProps = {
  link: OpenedLink;
  /** Where the button goes. */
  beginPath: string;
};

/** Who asks, for which mailbox, whom to sign in as, and one button. */
export function LinkInvitation({ link, beginPath }: LinkInvitationProps) {
  const { tenantName, address, half, provider, expiresAt, timeZone } = link;
  const where = providerWords[provider];
  return (
    <SignInShell
      title={`${tenantName} asks you to authorize ${address}`}
      footer={
        <>
          This link works once, until <RelativeTime at={expiresAt} timeZone={timeZone} isExactShown />. If you do not
          know {tenantName}, close this page.
        </>
      }
    >
      <p>
        {half === "remote_mailbox"
          ? `It lets ${tenantName} fetch the mail of ${address} and send as it.`
          : `It lets ${tenantName} send as ${address}.`}{" "}
        You sign in at {where}, which shows what is asked for before anything is granted. Your password stays there.
      </p>
      <WhoSignsIn {...link} />
      <BeginButton beginPath={beginPath} label={`Continue at ${where}`} />
    </SignInShell>
  );
}

/** Whom to sign in as, so that nobody consents with the account that the browser happens to know. */
export function WhoSignsIn({ address, isOwnerNeeded }: Pick<OpenedLink, "address" | "isOwnerNeeded">) {
  return (
    <p className="rounded-md border bg-sunken px-4 py-3">
      {isOwnerNeeded ? "Sign in as " : "Sign in with an account that may open "}
      <strong className="font-mono font-medium wrap-anywhere">{address}</strong>
      {isOwnerNeeded ? ", not with another account that your browser knows." : "."}
    </p>
  );
}

/** The one button; it works without scripts. */
export function BeginButton({ beginPath, label }: { beginPath: string; label: string }) {
  return (
    <form method="post" action={beginPath}>
      <Button type="submit" variant="primary" className="w-full">
        {label}
      </Button>
    </form>
  );
}
