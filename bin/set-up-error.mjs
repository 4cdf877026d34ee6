/** What stops the set-up, in one line that says what to do. */
export class SetUpError extends Error {}
