/** What is deliberately done otherwise than AWS's runtime client was seen to, by the id of the case, and why. */
export const deviations: Record<string, string> = {};
