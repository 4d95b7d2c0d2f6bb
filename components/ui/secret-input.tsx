"use client";

import { type ComponentProps, useEffect, useRef, useState } from "react";
import { classNames } from "@/components/ui/class-names";

type SecretInputProps = Omit<ComponentProps<"input">, "type" | "value" | "defaultValue" | "placeholder"> & {
  /** A value is stored; leaving the input blank keeps it. */
  isSaved: boolean;
  /** More about the stored value, such as "expires 3 Feb 2027". */
  savedNote?: string | undefined;
};

/**
 * A write-only input: it takes a secret and is never given one. Once something is typed, Replace turns into Show, so
 * that a pasted secret can be looked over before it is sent.
 */
export function SecretInput({ isSaved, savedNote, className, ...rest }: SecretInputProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isTyped, setTyped] = useState(false);
  const [isShown, setShown] = useState(false);

  // A form is reset after its action; the field is blank again and must not stay legible for the next secret. A form
  // that was refused may keep what was typed, and a reset takes place after its event.
  useEffect(() => {
    const form = input.current?.form;
    const forget = () => {
      setShown(false);
      queueMicrotask(() => setTyped(Boolean(input.current?.value)));
    };
    form?.addEventListener("reset", forget);
    return () => form?.removeEventListener("reset", forget);
  }, []);

  const saved = ["Saved", savedNote, "leave blank to keep"].filter(Boolean).join(" · ");
  const label = isTyped ? (isShown ? "Hide" : "Show") : "Replace";
  return (
    <div className="relative">
      <input
        ref={input}
        type={isShown ? "text" : "password"}
        autoComplete="new-password"
        spellCheck={false}
        data-secret=""
        data-1p-ignore=""
        placeholder={isSaved ? saved : undefined}
        onInput={(event) => setTyped(event.currentTarget.value !== "")}
        className={classNames("control pr-20 font-mono noscript:pr-3 text-ellipsis placeholder:font-sans", className)}
        {...rest}
      />
      {(isSaved || isTyped) && (
        <button
          type="button"
          aria-label={`${label} what is in this field`}
          aria-controls={rest.id}
          className="absolute inset-y-1 right-1 rounded-sm px-2.5 text-xs font-medium text-accent hover:bg-hover in-disabled:hidden noscript:hidden"
          onClick={() => {
            if (isTyped) setShown(!isShown);
            else input.current?.focus();
          }}
        >
          {label}
        </button>
      )}
    </div>
  );
}
