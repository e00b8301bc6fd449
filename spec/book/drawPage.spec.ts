import { describe, expect, it } from '@jest/globals';
import { drawCaseAlone, drawPage } from '../../scripts/book/drawPage.mjs';
import { parsePage } from '../../scripts/book/parsePage.mjs';
import { attributesOf, parseSvg, textsOf } from '../helpers/svg.js';

/** A page with every kind of row: no page of the book has all of them. */
const PAGE = `everything

Does <this> & "that".

where  p = ping 1    q = pong 1    i = inv t    t = tx 1    v = version 70016    1 = true    0 = false

case: all of it
note       Why it is so: a < b.
options    { intervalMs: 6, name: "<&>" }
direction  inbound
protocol   70016
remote     v
received   --p---(qpq)-- 60m p
others     ---q--------- 60m -
paused     ----1---0---- 60m -
at once    p = qi
sent       --(qp)------- 60m #
reports    --s---------- 60m -(st)
error      PeerTimeoutError IDLE_TIMEOUT
where      s = fault "x" <y>

case: unsubscribe and second subscriber
source     --a--b--c|
result     --a--b
unsub      ------!
joins      ---^
second     -----b
dropped    --------d
`;
const page = parsePage(PAGE);
const svg = parseSvg(drawPage(page));
const texts = textsOf(svg, 'text');

describe('a drawn page', () => {
  it('has a title and description for screen readers', () => {
    expect(svg.documentElement!.getAttribute('role')).toBe('img');
    expect(textsOf(svg, 'title')).toEqual(['everything']);
    expect(textsOf(svg, 'desc')).toEqual([
      'Does <this> & "that". Cases: all of it; unsubscribe and second subscriber.',
    ]);
  });

  it('shows the name of every row, notes, options, settings and errors', () => {
    expect(texts).toEqual(
      expect.arrayContaining(['everything', 'Does <this> & "that".', 'all of it', 'Why it is so: a < b.']),
    );
    expect(texts).toEqual(expect.arrayContaining(['received', 'others', 'paused', 'at once', 'sent', 'reports']));
    expect(texts).toEqual(expect.arrayContaining(['source', 'result', 'second', 'dropped', 'unsub', 'joins']));
    expect(texts).toEqual(
      expect.arrayContaining(['{ intervalMs: 6, name: "<&>" }', 'direction inbound', 'protocol 70016']),
    );
    expect(texts).toContain('PeerTimeoutError IDLE_TIMEOUT');
  });

  it('draws every letter at each event and in the legend, except those of a span', () => {
    const times = Object.fromEntries(Array.from('pqisvtabcd', (letter) => [letter, countOf(letter)]));
    // One for the legend, one for each in `at once` and `remote`.
    expect(times).toEqual({ p: 6, q: 6, i: 2, s: 3, v: 2, t: 2, a: 2, b: 3, c: 1, d: 1 });
    expect(countOf('u31') + countOf('u30')).toBe(0);
  });

  it('has the definitions of the page in the legend', () => {
    expect(texts).toEqual(
      expect.arrayContaining(['ping 1', 'pong 1', 'inv t', 'tx 1', 'version 70016', 'fault "x" <y>']),
    );
    expect(texts).not.toContain('true');
  });

  it('labels times and the length of gaps', () => {
    expect(texts).toEqual(expect.arrayContaining(['0', '2', '3', '6', '60 min + 13', '60 min + 14', '≈ 60 min']));
  });

  it('defines every referenced id', () => {
    const ids = attributesOf(svg, 'g', 'id').map((id) => `#${id}`);
    expect(new Set(ids).size).toBe(ids.length);
    expect(attributesOf(svg, 'use', 'href').filter((href) => !ids.includes(href))).toEqual([]);
  });

  it('has light and dark colours, and depends on no font', () => {
    const [style] = textsOf(svg, 'style');
    expect(style).toContain('prefers-color-scheme:dark');
    expect(style).not.toMatch(/@font-face|@import|url\(/);
  });

  it('is reproducible', () => {
    expect(drawPage(parsePage(PAGE))).toBe(drawPage(page));
  });

  function countOf(letter: string): number {
    return attributesOf(svg, 'use', 'href').filter((href) => href === `#${letter}`).length;
  }
});

describe('the order of rows', () => {
  it('has inputs above the box and outputs below it', () => {
    const drawn = textsOf(parseSvg(drawCaseAlone(page, 'unsubscribe and second subscriber')), 'text');
    const names = drawn.filter((text) => ['source', 'everything', 'result', 'second', 'dropped'].includes(text));
    expect(names).toEqual(['source', 'everything', 'result', 'second', 'dropped']);
  });

  it.each([
    ['decodes', 'bytes', 'messages'],
    ['encodes', 'messages', 'bytes'],
  ])('%s: draws the row %s as input if it is the first of the two', (name, input, output) => {
    const text = `${name}\n\ncase: one\n${input}  a\n${output}  b\n`;
    const drawn = textsOf(parseSvg(drawPage(parsePage(text))), 'text');
    expect(drawn.filter((each) => [input, name, output].includes(each))).toEqual([name, input, name, output]);
  });
});

describe('drawPage errors for', () => {
  it('an unknown row', () => {
    const unknown = parsePage('batch\n\ncase: one\nsource   a\nresults  a\n');
    expect(() => drawPage(unknown)).toThrow('case one: scripts/book/rows.mjs has no row results');
  });

  it('an unknown case', () => {
    expect(() => drawCaseAlone(page, 'none')).toThrow('marbles/everything.txt has no case none');
  });
});
