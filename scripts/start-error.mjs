/** Something that the operator can mend. Its message is all they need to see; a stack would only hide it. */
export class StartError extends Error {
  name = "StartError";
}
