// Reads discouraged.txt, and searches prose for its patterns.
import { readFileSync } from 'node:fs';

const ENTRIES = parseWordList(readFileSync(new URL('discouraged.txt', import.meta.url), 'utf8'));

/** Finds a hit of any pattern at once: most texts have few, and one search is faster than one per pattern. */
const ANY = new RegExp(ENTRIES.map(({ pattern }) => pattern.source).join('|'), 'gim');

/**
 * The discouraged words in a text, in order.
 *
 * @param {string} prose what `proseOf` returns
 * @returns {{ line: number, word: string, advice: string }[]}
 */
export function discouragedWords(prose) {
  const hits = [];
  let line = 1;
  let counted = 0;
  for (const match of prose.matchAll(ANY)) {
    const end = match.index + match[0].length;
    // A pattern may look around the match, so it is tried on the whole text, at the same place.
    const { advice } = ENTRIES.find(({ pattern }) => {
      pattern.lastIndex = match.index;
      return pattern.exec(prose)?.[0] === match[0] && pattern.lastIndex === end;
    });
    for (; counted < match.index; counted += 1) if (prose[counted] === '\n') line += 1;
    hits.push({ line, word: match[0].replace(/\s+/g, ' ').trim(), advice });
  }
  return hits;
}

/**
 * @param {string} text
 * @returns {{ pattern: RegExp, advice: string }[]}
 */
export function parseWordList(text) {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const entry = /^(.+?) = (.+)$/.exec(line);
      if (entry === null) throw new Error(`discouraged.txt: not "pattern = advice": ${line}`);
      const [, pattern, advice] = entry;
      return { pattern: new RegExp(`(?<![\\w'-])(?:${blanks(pattern)})(?![\\w-])`, 'gimy'), advice };
    });
}

/** A blank matches a line break too, but not in a look-behind or after a negation, where a pattern spells what it needs. */
function blanks(pattern) {
  return pattern.replaceAll(' ', '\\s+');
}
