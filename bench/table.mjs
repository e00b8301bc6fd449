/**
 * A table in Markdown, which is as good to read in a terminal: the columns are padded.
 *
 * @param {string} title
 * @param {string[]} head
 * @param {(string | number)[][]} rows
 */
export function table(title, head, rows) {
  const cells = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, i) => Math.max(...cells.map((row) => row[i].length), 3));
  const line = (row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [`## ${title}`, '', line(cells[0]), rule, ...cells.slice(1).map(line), ''].join('\n');
}

/** Three significant digits, with a unit of thousands where it is large. */
export function short(value) {
  if (value >= 999_500) return `${(value / 1e6).toPrecision(3)} M`;
  if (value >= 9_995) return `${Math.round(value / 1000)} k`;
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(value >= 10 ? 3 : 2);
}

export function percent(share) {
  return `${Math.round(share * 100)} %`;
}
