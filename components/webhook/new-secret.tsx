"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { Banner } from "@/components/ui/banner";
import { CopyField } from "@/components/ui/copy-field";

type NewSecretProps = {
  title: string;
  secret: string;
  hint: ReactNode;
  /** What comes next. */
  children?: ReactNode;
};

/** A new signing secret, once. It takes the focus, because what the person pressed is gone. */
export function NewSecret({ title, secret, hint, children }: NewSecretProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section aria-labelledby="new-secret" className="grid gap-5">
      <h2 id="new-secret" ref={heading} tabIndex={-1} className="text-base font-semibold wrap-anywhere">
        {title}
      </h2>
      <Banner tone="warning" title="Copy the signing secret now. It is shown this once.">
        Mailgrant keeps it sealed and shows it to nobody again, not even after a reload. If it gets lost, rotate it.
      </Banner>
      <CopyField id="signing-secret" label="Signing secret" value={secret} hint={hint} />
      {children}
    </section>
  );
}
