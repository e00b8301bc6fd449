/** A table of a page: the texts of its cells, without the blanks around them. */
export interface PageTable {
  readonly header: readonly string[];
  readonly rows: string[][];
}

/** The texts of the headings of a level, in order. */
export function headingsOf(page: string, level: number): string[] {
  const mark = '#'.repeat(level);
  return withoutCode(page)
    .filter((line) => line.startsWith(`${mark} `))
    .map((line) => line.slice(level + 1));
}

/** The tables between a heading, such as `## Options`, and the next heading of the same level. Errors if there is no such heading. */
export function tablesOf(page: string, heading: string): PageTable[] {
  const lines = withoutCode(page);
  const start = lines.indexOf(heading);
  if (start === -1) throw new Error(`no heading ${JSON.stringify(heading)}`);
  const mark = heading.slice(0, heading.indexOf(' ') + 1);
  const end = lines.findIndex((line, i) => i > start && line.startsWith(mark));
  const tables: PageTable[] = [];
  let previous = '';
  for (const line of lines.slice(start + 1, end === -1 ? undefined : end)) {
    if (line.startsWith('|')) {
      if (!previous.startsWith('|')) tables.push({ header: cellsOf(line), rows: [] });
      else if (!/^\|[ :|-]+\|$/.test(line)) tables.at(-1)!.rows.push(cellsOf(line));
    }
    previous = line;
  }
  return tables;
}

/** A `\|` is a part of its cell. */
function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

function withoutCode(page: string): string[] {
  return page.replaceAll(/^```.*?^```/gms, '').split('\n');
}
