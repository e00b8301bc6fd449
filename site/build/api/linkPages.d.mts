import type { UnlinkedPage } from './layOutPages.mjs';

/** The pages with links to pages. Errors if a link leads nowhere. */
export function linkPages(pages: readonly UnlinkedPage[]): { readonly path: string; readonly text: string }[];
