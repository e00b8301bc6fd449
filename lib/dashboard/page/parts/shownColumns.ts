import type { Column } from './column.js';

/** The width of the window from which tables are drawn as tables; below it each row is a card. Equal to the width in the style sheet. */
export const TABLE_PX = 800;

/** The columns that a table shows: the columns that the URL names, in the order of `columns`. By default the columns that fit into the window; cards show all. */
export function shownColumns<Row>(
  columns: readonly Column<Row>[],
  text: string,
  widthPx: number,
): readonly Column<Row>[] {
  const ids = text.split(' ');
  const named = columns.filter(({ id }) => ids.includes(id));
  if (named.length > 0) return named;
  return columns.filter(
    ({ fromPx = 0, isOptional }) => isOptional !== true && (widthPx < TABLE_PX || widthPx >= fromPx),
  );
}
