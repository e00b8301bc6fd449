import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROWS = Array.from({ length: 57 }, (_, i) => i + 1);
/** The text of a row without a test. */
const ACCIDENT = 'An accident of Go that cannot exist here:';

const projectRoot = fileURLToPath(new URL('../', import.meta.url));

interface Row {
  readonly row: number;
  /** The text of the last column. */
  readonly evidence: string;
}

interface Reference {
  readonly path: string;
  readonly title: string;
}

const rows = rowsOf(readFileSync(new URL('peer/README.md', import.meta.url), 'utf8'));

describe("the table of lbcd's behaviours", () => {
  it('has every row once, in order', () => {
    expect(rows.map(({ row }) => row)).toEqual(ROWS);
  });

  it.each(rows)('row $row has a reference to a test, or the reason why no test exists', ({ evidence }) => {
    const references = referencesIn(evidence);
    if (references.length === 0) expect(evidence).toContain(ACCIDENT);
    expect(references.filter((reference) => !exists(reference))).toEqual([]);
  });
});

describe('a reference of the table', () => {
  it.each<[string, boolean]>([
    ['`marbles/handshake.txt`: “the expected order”', true],
    ['`marbles/handshake.txt`: “the expected”', false],
    ['`marbles/nowhere.txt`: “the expected order”', false],
    ['`spec/protocol/handshake/nonce.spec.ts`: “is never 0”', true],
    ['`spec/protocol/handshake/nonce.spec.ts`: “is never”', false],
    ['`spec/protocol/handshake/nonce.spec.ts`: “is never 0”, “is never 1”', false],
  ])('%s exists: %p', (evidence, expected) => {
    expect(referencesIn(evidence).every(exists)).toBe(expected);
  });
});

/** Lines such as `| 12 | what | evidence |`. */
function rowsOf(markdown: string): Row[] {
  const lines = markdown.matchAll(/^\| *(\d+) *\|[^|]*\|([^|]*)\|$/gm);
  return Array.from(lines, ([, row, evidence]) => ({ row: Number(row), evidence: evidence! }));
}

/** A path in backticks, followed by titles in quotation marks. */
function referencesIn(evidence: string): Reference[] {
  return Array.from(evidence.matchAll(/`([^`]+\.(?:ts|txt))`:((?:,? ?“[^”]+”)+)/g)).flatMap(([, path, titles]) =>
    Array.from(titles!.matchAll(/“([^”]+)”/g), ([, title]) => ({ path: path!, title: title! })),
  );
}

/** Whether the marbles page has the case, or the spec contains a literal with exactly this title. */
function exists({ path, title }: Reference): boolean {
  if (!existsSync(projectRoot + path)) return false;
  const text = readFileSync(projectRoot + path, 'utf8');
  if (path.endsWith('.txt')) return text.split('\n').includes(`case: ${title}`);
  return [`'${title}'`, `"${title}"`, `\`${title}\``].some((literal) => text.includes(literal));
}
