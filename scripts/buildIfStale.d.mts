/** Builds dist/, unless it is newer than everything that it is made from. Errors with the output of the build if it fails. */
export function buildIfStale(): void;
