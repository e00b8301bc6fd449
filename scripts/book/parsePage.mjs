// Parses marbles/*.txt. The specs run the result, npm run marbles draws it.

/** @import { BookCase, Definitions, Page } from './parsePage.mjs' */

/**
 * Reads a page; throws for a line that marbles/README.md does not describe.
 *
 * @param {string} text
 * @returns {Page}
 */
export function parsePage(text) {
  const [head, ...bodies] = text.split(/^case: /m);
  const [name, ...rest] = head.trim().split('\n');
  const common = new Map();
  const prose = rest.filter((line) => !readWhere(line, common)).join('\n');
  return { name, prose: prose.trim(), cases: bodies.map((body) => parseCase(body, common)) };
}

/**
 * @param {string} body
 * @param {Definitions} common
 * @returns {BookCase}
 */
function parseCase(body, common) {
  const [title, ...lines] = body.trimEnd().split('\n');
  const notes = [];
  const rows = new Map();
  const where = new Map(common);
  for (const line of lines) {
    if (line.trim() === '' || readWhere(line, where)) continue;
    const row = /^([a-z]+(?: [a-z]+)*) {2,}(\S.*)$/.exec(line);
    if (row === null) throw new Error(`case ${title}: not a row: ${line}`);
    const [, name, content] = row;
    if (name === 'note') notes.push(content.trimEnd());
    else if (rows.has(name)) throw new Error(`case ${title}: second row ${name}`);
    else rows.set(name, content.trimEnd());
  }
  return { title, note: notes.join(' '), rows, where };
}

/**
 * Reads `where  p = ping 1    q = pong 1` into `where`; returns false for any other line.
 *
 * @param {string} line
 * @param {Map<string, string>} where
 */
function readWhere(line, where) {
  if (!/^where {2}/.test(line)) return false;
  const parts = line
    .slice(5)
    .trim()
    .split(/ {2,}(?=\S = )/);
  for (const part of parts) {
    const definition = /^(\S) = (.+)$/.exec(part);
    if (definition === null) throw new Error(`not a definition: ${part}`);
    where.set(definition[1], definition[2]);
  }
  return true;
}
