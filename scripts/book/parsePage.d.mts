/** What a letter stands for, as the page writes it. */
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

/** One operator or conversation in the book of behaviours. */
export interface Page {
  readonly name: string;
  readonly prose: string;
  readonly cases: readonly BookCase[];
}

export function parsePage(text: string): Page;
