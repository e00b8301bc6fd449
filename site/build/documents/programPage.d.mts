/** The path of the page of a program, by its path in the repository. */
export function programPagePath(source: string): string;

/** The text of the page of a program. Its link is relative to `source`. */
export function programPage(source: string, code: string): string;
