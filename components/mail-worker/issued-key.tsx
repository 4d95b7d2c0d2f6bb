"use client";

import { useEffect, useRef } from "react";
import { Banner } from "@/components/ui/banner";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyField } from "@/components/ui/copy-field";
import { LinkButton } from "@/components/ui/link-button";
import type { IssuedWorkerKey } from "./issue-state";

type IssuedKeyProps = { issued: IssuedWorkerKey; publicUrl: string; doneHref: string };

/** The new key, once. It takes the focus, because what the person was filling in is gone. */
export function IssuedKey({ issued: { key, name, prefix }, publicUrl, doneHref }: IssuedKeyProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section aria-labelledby="issued" className="grid gap-5">
      <h2 id="issued" ref={heading} tabIndex={-1} className="text-base font-semibold wrap-anywhere">
        The Worker Key “{name}” is issued
      </h2>
      <Banner tone="warning" title="Copy the key now. It is shown this once.">
        Mailgrant keeps only a hash of it, so nobody can show it again, not even after a reload. If it gets lost, revoke
        it and issue another one.
      </Banner>
      <CopyField
        id="worker-key"
        label="Worker Key"
        value={key}
        hint={
          <>
            Put it where your worker reads its secrets. In the list you recognize it by{" "}
            <span className="font-mono">{prefix}</span>.
          </>
        }
      />
      <CodeBlock label="Try it" code={`curl -H "Authorization: Bearer ${key}" ${publicUrl}/api/v1/mailboxes`} />
      <div>
        <LinkButton href={doneHref} variant="primary">
          I have copied it
        </LinkButton>
      </div>
    </section>
  );
}
