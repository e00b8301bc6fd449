/**
 * Gives the columns of a table the widths that their contents ask for, and fixes them, so that the browser does not measure every cell again when
 * scrolling draws other rows: they would also change the widths.
 */
export function fixColumns(table: HTMLTableElement): void {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  table.style.tableLayout = 'auto';
  for (const head of heads) head.style.width = '';
  const widths = heads.map((head) => head.getBoundingClientRect().width);
  for (const [i, head] of heads.entries()) head.style.width = `${widths[i]}px`;
  table.style.tableLayout = 'fixed';
}
