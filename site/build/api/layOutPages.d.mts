import type { ParsedModule } from './parseModule.mjs';

/** An entry point with its parsed markdown. */
export interface ApiModule extends ParsedModule {
  /** The name of its file in lib/. */
  readonly module: string;
  /** What a program imports. */
  readonly specifier: string;
  /** The path of its page. */
  readonly page: string;
  /** Its place among the entry points. */
  readonly order: number;
  /** What it has, in a sentence. */
  readonly description: string;
}

/** A page with the links that TypeDoc wrote. */
export interface UnlinkedPage {
  /** Its path, without an extension. */
  readonly path: string;
  /** The entry point that its links without a file lead to. */
  readonly module?: string;
  readonly text: string;
}

/** The pages of all entry points. */
export function layOutPages(modules: readonly ApiModule[]): UnlinkedPage[];
