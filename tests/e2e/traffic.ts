/** What browsers were sent by the product: HTML, what actions answered, addresses. For the search for secrets. */
export type Traffic = { url: string; kind: string; text: string }[];
