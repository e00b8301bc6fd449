import { describe, expect, it } from '@jest/globals';
import { colourLetters, PALETTE } from '../../scripts/book/colours.mjs';
import { lettersShown } from '../../scripts/book/letters.mjs';
import { parsePage } from '../../scripts/book/parsePage.mjs';
import { pages } from '../helpers/book/pages.js';

describe('the palette', () => {
  // WCAG 2, success criterion 1.4.3.
  it.each(PALETTE)('has a readable contrast: $letter on $fill', ({ fill, letter }) => {
    const [light, dark] = [luminanceOf(fill), luminanceOf(letter)].sort((a, b) => b - a) as [number, number];
    expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(4.5);
  });
});

describe('colourLetters', () => {
  it.each(pages)('assigns a colour to every visible letter: $file', (page) => {
    const colours = colourLetters(page);
    const shown = page.cases.flatMap(lettersShown);
    expect(shown.filter((letter) => PALETTE[colours.get(letter)!] === undefined)).toEqual([]);
  });

  it('gives the letters of a case different colours while there are enough', () => {
    const cases = ['abcd', 'aefgh', 'bij', 'ghijk'].map((letters) => `case: ${letters}\nsource  ${letters}\n`);
    const page = parsePage(`batch\n\n${cases.join('\n')}`);
    const colours = colourLetters(page);
    for (const { title } of page.cases) {
      expect(new Set(Array.from(title, (letter) => colours.get(letter))).size).toBe(title.length);
    }
  });

  it('uses colours evenly if there are not enough', () => {
    const letters = 'abcdefghijklmnop';
    const colours = [...colourLetters(parsePage(`batch\n\ncase: many\nsource  ${letters}\n`)).values()];
    expect(colours.sort((a, b) => a - b)).toEqual([...PALETTE.keys(), ...PALETTE.keys()].sort((a, b) => a - b));
  });
});

/** Relative luminance as WCAG 2 defines it. */
function luminanceOf(colour: string): number {
  const digits = colour.slice(1);
  const hex = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
  const [red, green, blue] = [0, 2, 4].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
