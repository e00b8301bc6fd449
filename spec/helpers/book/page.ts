/** What a letter stands for, as the page writes it. */
export type Definitions = ReadonlyMap<string, string>;

/** One diagram with its options. */
export interface BookCase {
  readonly title: string;
  /** By name: `source`, `options`, ... */
  readonly rows: ReadonlyMap<string, string>;
  readonly where: Definitions;
}

/** One operator or conversation in the book of behaviours. */
export interface Page {
  readonly name: string;
  readonly prose: string;
  readonly cases: readonly BookCase[];
}

/** Reads a page; errors for every line that is none of what marbles/README.md describes. */
export function parsePage(text: string): Page {
  const [head = '', ...bodies] = text.split(/^case: /m);
  const [name = '', ...rest] = head.trim().split('\n');
  const common = new Map<string, string>();
  const prose = rest.filter((line) => !readWhere(line, common)).join('\n');
  return { name, prose: prose.trim(), cases: bodies.map((body) => parseCase(body, common)) };
}

function parseCase(body: string, common: Definitions): BookCase {
  const [title = '', ...lines] = body.trimEnd().split('\n');
  const rows = new Map<string, string>();
  const where = new Map(common);
  for (const line of lines) {
    if (line.trim() === '' || /^note {2}/.test(line) || readWhere(line, where)) continue;
    const row = /^([a-z]+(?: [a-z]+)*) {2,}(\S.*)$/.exec(line);
    if (row === null) throw new Error(`case ${title}: not a row: ${line}`);
    if (rows.has(row[1]!)) throw new Error(`case ${title}: second row ${row[1]!}`);
    rows.set(row[1]!, row[2]!.trimEnd());
  }
  return { title, rows, where };
}

/** Reads `where  p = ping 1    q = pong 1` into `where`; false for another line. */
function readWhere(line: string, where: Map<string, string>): boolean {
  if (!/^where {2}/.test(line)) return false;
  for (const part of line
    .slice(5)
    .trim()
    .split(/ {2,}(?=\S = )/)) {
    const definition = /^(\S) = (.+)$/.exec(part);
    if (definition === null) throw new Error(`not a definition: ${part}`);
    where.set(definition[1]!, definition[2]!);
  }
  return true;
}
