import { describe, expect, it } from '@jest/globals';
import { lettersIn, lettersOf, lettersShown } from '../../scripts/book/letters.mjs';
import { parsePage, type BookCase } from '../../scripts/book/parsePage.mjs';
import { pages } from '../helpers/book/pages.js';
import { constructors } from '../../marbles/run/values/constructors.js';
import { createLetterLookup, type Constructors } from '../../marbles/run/values/definitions.js';

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

  it('are marbles, except those of a span', () => {
    expect(lettersShown(bookCase!).sort()).toEqual(['T', 'g', 'v', 'y']);
  });

  it('are in the legend with the letters of their definitions, in the order of the page', () => {
    expect(lettersOf(bookCase!)).toEqual(['t', 'T', 'g', 'v', 'y']);
  });
});

describe('the letters in a definition', () => {
  it.each(pages)('are those that the constructors look up: $file', ({ cases }) => {
    for (const { where } of cases) {
      for (const [letter, definition] of where) {
        expect([definition, ...unique(lettersIn(definition, where))]).toEqual([definition, ...askedFor(letter, where)]);
      }
    }
  });
});

/** The letters that the constructor of this letter's value looks up. */
function askedFor(letter: string, where: BookCase['where']): string[] {
  const lookedUp: string[] = [];
  let depth = 0;
  const listening = Object.fromEntries(
    Object.entries(constructors).map(([word, make]): [string, Constructors[string]] => [
      word,
      (words) => {
        depth += 1;
        const value = make({
          ...words,
          valueOf(other) {
            if (depth === 1) lookedUp.push(other);
            return words.valueOf(other);
          },
        });
        depth -= 1;
        return value;
      },
    ]),
  );
  createLetterLookup(where, listening, (plain) => plain)(letter);
  return unique(lookedUp.filter((each) => where.has(each)));
}

function unique(letters: readonly string[]): string[] {
  return [...new Set(letters)].sort();
}
