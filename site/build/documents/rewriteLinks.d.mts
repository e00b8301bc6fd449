/** Where the links of a page lead. */
export interface LinkOptions {
  /** The path of the page, without an extension. */
  readonly page: string;
  /** The page and the title of each document, by the path of the document in the repository. */
  readonly targets: ReadonlyMap<string, { readonly page: string; readonly title: string }>;
  /** An address that ends with a slash, for links to other files; without it their names are shown. */
  readonly repository?: string | undefined;
}

/** The text of a document with the links of its page. `source` is the path of the document in the repository. */
export function rewriteLinks(text: string, source: string, options: LinkOptions): string;
