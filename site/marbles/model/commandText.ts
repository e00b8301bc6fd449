import type { Changes } from './caseState.js';

/** The command that prints the same rows in a clone of the project, for a POSIX shell. */
export function commandText(page: string, title: string, changes: Changes): string {
  const rows = Array.from(changes, ([row, text]) => ` --row ${quoted(text === '' ? row : `${row}  ${text}`)}`);
  return `npm run --silent marbles -- --run ${page} --case ${quoted(title)}${rows.join('')}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
