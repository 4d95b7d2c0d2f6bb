// Apart from schema.ts, so that what is sent to browsers can have it without the library of schemas.

/** From this confidence on a diagnosis is sure; below it, it is the likeliest of several. */
export const sureFrom = 0.8;
