/**
 * How a delivery that failed is tried again by the job queue: after 42 to 84 seconds, then twice as long each time, a
 * random part of it; 12 retries, which take three days in the mean and at least two.
 */
export const webhookRetryPlan = { retryLimit: 12, retryDelay: 42, retryBackoff: true } as const;

/** What is shorter than every run of the plan, in seconds: a job that ends sooner is not the end of this round of attempts. */
export const shortestRunSeconds = 86_400;
