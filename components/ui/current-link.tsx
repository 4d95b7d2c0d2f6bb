"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ComponentProps } from "react";

type CurrentLinkProps = Omit<ComponentProps<typeof Link>, "href"> & {
  href: string;
  /** Known by the caller; otherwise the URL decides, which also works from a layout that is not rendered again. */
  isCurrent?: boolean | undefined;
  /** Pages below the link's own do not count as it. */
  isExact?: boolean | undefined;
};

/** A link that knows, and says with `aria-current`, when it leads to where the reader is. */
export function CurrentLink({ href, isCurrent, isExact, ...rest }: CurrentLinkProps) {
  const here = usePathname();
  const path = href.split(/[?#]/)[0];
  const isHere = isCurrent ?? (here === path || (!isExact && here.startsWith(`${path}/`)));
  return <Link href={href} aria-current={isHere ? "page" : undefined} {...rest} />;
}
