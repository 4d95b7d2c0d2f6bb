import { buttonStyle } from "@/components/ui/button-style";

export const notFoundTitle = "There is no such page";

/** What is not there and what belongs to somebody else are told in the same words everywhere. */
export function NotFoundText() {
  return (
    <>
      <p>
        The link may be old, what it led to may have been deleted, or it belongs to a tenant that you are not a member
        of. If somebody sent you the link, ask them which tenant it is in.
      </p>
      <a href="/" className={buttonStyle("primary", "regular")}>
        Go to the start
      </a>
    </>
  );
}
