"use client";

import { ListChecks } from "lucide-react";
import { useSelectedLayoutSegment } from "next/navigation";
import { LinkButton } from "@/components/ui/link-button";

/**
 * From every tab of a System Email to the page that checks everything, which has a button of its own. The mark in the
 * address starts the check where there are scripts.
 */
export function CheckEverythingLink({ emailHref }: { emailHref: string }) {
  if (useSelectedLayoutSegment() === "check") return null;
  return (
    <LinkButton href={`${emailHref}/check#start`}>
      <ListChecks aria-hidden /> Check everything
    </LinkButton>
  );
}
