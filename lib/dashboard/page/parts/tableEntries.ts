/** How the rows of a table are grouped. */
export interface Grouping<Row> {
  /** The names of the groups of a row; a row can be in several. */
  readonly groupsOf: (row: Row) => readonly string[];
  /** The names of the groups whose rows are hidden. */
  readonly closed: ReadonlySet<string>;
  /** Hides or shows the rows of a group. */
  readonly onToggle: (name: string) => void;
}

/** The content of one row of a table: a row of data, or the head of a group. */
export type TableEntry<Row> =
  | { readonly kind: 'row'; readonly key: string; readonly row: Row }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly name: string;
      readonly rows: readonly Row[];
      readonly isClosed: boolean;
    };

/** The entries of a table: its rows or, if they are grouped, the groups with their rows, the largest group first. The order within a group remains. */
export function tableEntries<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | number,
  grouping?: Grouping<Row>,
): TableEntry<Row>[] {
  if (grouping === undefined) return rows.map((row) => ({ kind: 'row', key: String(keyOf(row)), row }));
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    for (const name of grouping.groupsOf(row)) {
      const members = groups.get(name);
      if (members === undefined) groups.set(name, [row]);
      else members.push(row);
    }
  }
  const sorted = [...groups].sort(([a, x], [b, y]) => y.length - x.length || COLLATOR.compare(a, b));
  return sorted.flatMap(([name, members]): TableEntry<Row>[] => {
    const isClosed = grouping.closed.has(name);
    const head: TableEntry<Row> = { kind: 'group', key: `group ${name}`, name, rows: members, isClosed };
    const shown = isClosed ? [] : members;
    return [head, ...shown.map((row) => ({ kind: 'row' as const, key: `${name} ${keyOf(row)}`, row }))];
  });
}

const COLLATOR = new Intl.Collator('en', { numeric: true });
