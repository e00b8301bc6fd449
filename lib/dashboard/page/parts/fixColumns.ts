/**
 * Gives the columns of a table the widths of their contents, and fixes these widths. Otherwise the browser would measure every cell again
 * when scrolling draws other rows, and the widths would change.
 */
export function fixColumns(table: HTMLTableElement): void {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  table.style.tableLayout = 'auto';
  for (const head of heads) head.style.width = '';
  const widths = heads.map((head) => head.getBoundingClientRect().width);
  for (const [i, head] of heads.entries()) head.style.width = `${widths[i]}px`;
  table.style.tableLayout = 'fixed';
}
