import { describe, expect, it } from '@jest/globals';
import { lettersIn, lettersOf, lettersShown } from '../../scripts/book/letters.mjs';
import { parsePage, type BookCase } from '../../scripts/book/parsePage.mjs';
import { pages } from '../helpers/book/pages.js';
import { vocabulary } from '../helpers/book/vocabulary.js';
import { createLetters, type Vocabulary } from '../helpers/book/words.js';

describe('the letters of a case', () => {
  const [bookCase] = parsePage(`announceInventory

where  t = tx 1    T = inv t    x = tx 2    g = getdata t    o = true    v = version 1

case: a case
remote     v
received   --g--y
at once    T = g
sent       --(TT)
paused     o-----
where      y = reject ping malformed a t x
`).cases;

  it('are shown as marbles, except those of a span', () => {
    expect(lettersShown(bookCase!).sort()).toEqual(['T', 'g', 'v', 'y']);
  });

  it('are listed together with the letters of their definitions, in the order of the page', () => {
    expect(lettersOf(bookCase!)).toEqual(['t', 'T', 'g', 'v', 'y']);
  });
});

describe('the letters in a definition', () => {
  it.each(pages)('are those that the vocabulary reads: $file', ({ cases }) => {
    for (const { where } of cases) {
      for (const [letter, definition] of where) {
        expect([definition, ...unique(lettersIn(definition, where))]).toEqual([definition, ...askedFor(letter, where)]);
      }
    }
  });
});

/** The letters that are read while the value of this letter is created. */
function askedFor(letter: string, where: BookCase['where']): string[] {
  const asked: string[] = [];
  let depth = 0;
  const listening = Object.fromEntries(
    Object.entries(vocabulary).map(([word, make]): [string, Vocabulary[string]] => [
      word,
      (words) => {
        depth += 1;
        const value = make({
          ...words,
          letter(other) {
            if (depth === 1) asked.push(other);
            return words.letter(other);
          },
        });
        depth -= 1;
        return value;
      },
    ]),
  );
  createLetters(where, listening, (plain) => plain)(letter);
  return unique(asked.filter((each) => where.has(each)));
}

function unique(letters: readonly string[]): string[] {
  return [...new Set(letters)].sort();
}
