type DefaultSubmitProps = { name: string; value: string };

/**
 * The first thing in a form with several submit buttons: what Enter in a field presses. Without it Enter would press
 * whichever button happens to come first.
 */
export function DefaultSubmit({ name, value }: DefaultSubmitProps) {
  return <button type="submit" name={name} value={value} tabIndex={-1} aria-hidden="true" className="sr-only" />;
}
