// The text of docs/compatibility.md.
import { EXCEPTIONS } from './exceptions.mjs';
import { MATRIX } from './matrix.mjs';

/**
 * @typedef {object} Facts what a run adds to the matrix
 * @property {string} date
 * @property {string} version of this package
 * @property {string} node the version of Node that ran the compilers, vitest and the bundlers
 * @property {ReadonlyMap<string, string>} versions of the tools, by title of the row
 */

/** Markdown, before Prettier aligns its tables. @param {Facts} facts */
export function pageText({ date, version, node, versions }, matrix = MATRIX, exceptions = EXCEPTIONS) {
  const notes = notesOf(exceptions);
  const sections = matrix.map(
    (group) => `## ${group.title}\n\n${group.text}\n\n${tableOf(group, versions, exceptions, notes)}`,
  );
  const list = notes.map(
    ({ reason, workaround }, index) => `${index + 1}. ${sentence(reason)} Instead: ${workaround}.`,
  );
  return `# Compatibility

<!-- Written by \`npm run compat -- --write\`: change scripts/compat/matrix.mjs or exceptions.mjs instead. -->

The package is packed, installed into an empty folder and used by real programs. Run on ${date} with rxpeer ${version} and Node ${node}, on Linux;
that Node ran the compilers, vitest and the bundlers.
\`.ci/run\` repeats a part of the cells for each change (\`npm run compat -- --short\`), and fails if a cell has another result than here.

${sections.join('\n\n')}

## What does not work

${list.join('\n')}
`;
}

/** The facts that a page states; undefined if it states none. @returns {Facts | undefined} */
export function factsOf(text) {
  const [, date, version, node] = /Run on (\S+) with rxpeer (\S+) and Node (\S+), on/.exec(text) ?? [];
  if (date === undefined) return undefined;
  const rows = text.matchAll(/^\| ([^|]+?) +\| (\d[^|]*?) +\|/gm);
  return { date, version, node, versions: new Map(Array.from(rows, ([, title, found]) => [title, found])) };
}

function tableOf({ columns, rows }, versions, exceptions, notes) {
  const cellOf = (row, column) => {
    if (!(row.columns ?? [column]).includes(column)) return '–';
    const exception = exceptions[`${row.name}/${column}`];
    return exception === undefined ? 'yes' : `[no, see ${notes.indexOf(exception) + 1}](#what-does-not-work)`;
  };
  const lines = [
    ['', 'version', ...columns.map(({ title }) => title)],
    ['---', '---', ...columns.map(() => '---')],
    ...rows.map((row) => [row.title, versions.get(row.title) ?? '?', ...columns.map(({ name }) => cellOf(row, name))]),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Each exception once: cells share an object if they share a reason. */
function notesOf(exceptions) {
  return [...new Set(Object.values(exceptions))];
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}
