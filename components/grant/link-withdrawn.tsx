import { SignInShell } from "@/components/frame/sign-in-shell";
import { RelativeTime } from "@/components/ui/relative-time";
import type { OpenedLink } from "@/lib/grant/open-authorization-link";

type LinkWithdrawnProps = { link: OpenedLink; withdrawn: NonNullable<OpenedLink["withdrawn"]> };

/** Tells whoever was sent a link that it was withdrawn, that nothing was changed, and whom to ask. */
export function LinkWithdrawn({ link: { tenantName, address, timeZone }, withdrawn }: LinkWithdrawnProps) {
  // A Worker Key or an operator cannot be written to; whoever signs in by an address can.
  const isPerson = withdrawn.byLabel.includes("@");
  return (
    <SignInShell title="This link was withdrawn">
      <p>
        {tenantName} withdrew it <RelativeTime at={withdrawn.at} timeZone={timeZone} isExactShown />. Nothing is
        expected of you, and nothing was changed: {address} was not authorized by this link.
      </p>
      <p>
        If you think that {address} still has to be authorized, ask{" "}
        {isPerson ? (
          <>
            <strong className="font-medium wrap-anywhere">{withdrawn.byLabel}</strong> at {tenantName}
          </>
        ) : (
          `whoever at ${tenantName} sent you the link`
        )}{" "}
        for a new one.
      </p>
    </SignInShell>
  );
}
