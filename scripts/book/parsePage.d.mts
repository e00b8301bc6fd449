/** The definitions of letters, as written on the page. */
export type Definitions = ReadonlyMap<string, string>;

/** One diagram with its options. */
export interface BookCase {
  readonly title: string;
  /** Empty without the row. */
  readonly note: string;
  /** By name, in the order of the page: `source`, `options`, ... */
  readonly rows: ReadonlyMap<string, string>;
  readonly where: Definitions;
}

/** The page of one operator or conversation. */
export interface Page {
  readonly name: string;
  readonly prose: string;
  readonly cases: readonly BookCase[];
}

export function parsePage(text: string): Page;
