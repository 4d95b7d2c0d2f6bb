/** How a field is called, and how its values are where those are words of ours. */
export type FieldWords = {
  label: string;
  values?: Readonly<Record<string, string>>;
  isSecret?: true;
  /** It has members, with spaces, commas or lines between, of which only the differences are worth telling. */
  isList?: true;
};

/** How the fields of a form are called, by their names. */
export type FormWords = Readonly<Record<string, FieldWords>>;

/** The values of a checkbox, which sends nothing when it is not ticked. */
export const switchWords = { true: "On", false: "Off", "": "Off" } as const;
