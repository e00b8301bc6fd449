/** A name of an entry point: its heading, the id of the heading, and the lines below it. */
export interface ParsedName {
  readonly title: string;
  readonly id: string;
  readonly lines: readonly string[];
}

/** The parts of the markdown that TypeDoc writes for an entry point. */
export interface ParsedModule {
  /** The names by kind. */
  readonly kinds: readonly { readonly title: string; readonly names: readonly ParsedName[] }[];
  /** The names that another page describes, with the link to it. */
  readonly references: readonly { readonly title: string; readonly target: string }[];
}

/** Parses the markdown of an entry point. */
export function parseModule(markdown: string): ParsedModule;
