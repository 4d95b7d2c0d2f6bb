import { Checkbox } from "@/components/ui/checkbox";
import { eventWords } from "./event-words";

type EventChoiceProps = { chosen: ReadonlySet<string>; error?: string | undefined };

/** What an endpoint is told, with a sentence each. */
export function EventChoice({ chosen, error }: EventChoiceProps) {
  return (
    <fieldset aria-describedby={error ? "eventTypes-error" : undefined} className="grid gap-2">
      <legend className="float-left font-medium">Events</legend>
      {error && (
        <p id="eventTypes-error" className="text-xs text-danger">
          {error}
        </p>
      )}
      {Object.entries(eventWords).map(([type, hint], index) => (
        <Checkbox
          key={type}
          name="eventTypes[]"
          // The first one has the field's own name as id, so that an error can link to it.
          id={index === 0 ? "eventTypes" : type}
          value={type}
          label={type}
          hint={hint}
          defaultChecked={chosen.has(type)}
        />
      ))}
    </fieldset>
  );
}
