"use client";

import type { ComponentProps } from "react";
import { saveFirst } from "@/components/system-email/announce-answer";
import { writeFields } from "@/components/ui/stashed-typing";
import { VerificationPanel } from "@/components/verification/verification-panel";

type HalfVerificationProps = Omit<ComponentProps<typeof VerificationPanel>, "saveBefore" | "enable"> & {
  /** The settings of the half, which are saved before they are checked. */
  settingsFormId: string;
  mayEnable: boolean;
};

/** The check of a half beside its settings. */
export function HalfVerification({ settingsFormId, mayEnable, ...panel }: HalfVerificationProps) {
  const enable = () => {
    const form = document.getElementById(settingsFormId);
    if (form instanceof HTMLFormElement) writeFields(form, { status: "enabled" });
  };
  return (
    <VerificationPanel
      {...panel}
      saveBefore={() => saveFirst(document.getElementById(settingsFormId))}
      enable={mayEnable ? enable : undefined}
    />
  );
}
