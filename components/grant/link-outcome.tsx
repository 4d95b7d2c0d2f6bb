import { SignInShell } from "@/components/frame/sign-in-shell";
import type { ExplainedAuthorization } from "@/lib/grant/explain-authorization";
import type { OpenedLink } from "@/lib/grant/open-authorization-link";
import { AuthorizationFailure } from "./authorization-failure";
import { BeginButton, WhoSignsIn } from "./link-invitation";

type LinkOutcomeProps = { link: OpenedLink; ended: ExplainedAuthorization; beginPath: string };

/** How an authorization by a link ended: done, or why not and what to do, with another try while the link lives. */
export function LinkOutcome({ link, ended, beginPath }: LinkOutcomeProps) {
  const { address, tenantName, timeZone, isUsable } = link;
  if (ended.isAuthorized) {
    return (
      <SignInShell title={`${address} is authorized`}>
        <p role="status">
          Done. From now on {tenantName} keeps the connection alive by itself. You can close this page.
        </p>
      </SignInShell>
    );
  }
  const diagnosis = ended.failure ?? ended.replay;
  return (
    <SignInShell title={`${address} is not authorized yet`}>
      {diagnosis && <AuthorizationFailure diagnosis={diagnosis} at={ended.at} timeZone={timeZone} />}
      {isUsable ? (
        <>
          <WhoSignsIn {...link} />
          <BeginButton beginPath={beginPath} label="Try again" />
        </>
      ) : (
        <p>This link is not good any more. Ask whoever sent it to you for a new one.</p>
      )}
    </SignInShell>
  );
}
