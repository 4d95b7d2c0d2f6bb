"use client";

import type { ComponentProps } from "react";
import { saveFirst } from "@/components/system-email/announce-answer";
import { VerificationPanel } from "@/components/verification/verification-panel";

type HalfVerificationProps = Omit<ComponentProps<typeof VerificationPanel>, "saveBefore"> & {
  /** The settings of the half, which are saved before they are checked. */
  settingsFormId: string;
};

/** The check of a half beside its settings. */
export function HalfVerification({ settingsFormId, ...panel }: HalfVerificationProps) {
  return <VerificationPanel {...panel} saveBefore={() => saveFirst(document.getElementById(settingsFormId))} />;
}
