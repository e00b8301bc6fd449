/** What prevents a release, as lines for the terminal; empty if nothing does. */
export function findingsOf(manifest: Readonly<Record<string, unknown>>, changelog: string): string[];
