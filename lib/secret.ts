import { inspect } from "node:util";

const printed = "[secret]";

/**
 * A value that must not be seen: a token, a client secret, a password. It prints as `[secret]` by every
 * way of printing; `reveal()` is the one way out.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The plain value, for the one call that needs it. Never store it in another object. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return printed;
  }

  toJSON(): string {
    return printed;
  }

  [Symbol.toPrimitive](): string {
    return printed;
  }

  [inspect.custom](): string {
    return printed;
  }
}
