/** How somebody without an account here authorizes a mailbox, for where several wait for it. */
export function LinksNote() {
  return (
    <p className="max-w-dialog text-xs text-ink-muted">
      Whoever signs in to a mailbox needs no account here: once its IdP Config is chosen, open its OAuth2 dialog, tab
      Info, press <span className="font-medium">Make a link</span>, and send them what it makes.
    </p>
  );
}
