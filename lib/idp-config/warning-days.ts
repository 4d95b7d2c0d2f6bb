/** How many days before an end somebody hears of it, the earliest first. */
export const warningDays = [60, 30, 14, 7, 1] as const;
