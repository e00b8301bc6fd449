// The shapes on the lines. Each is defined once per drawing and used by its id.
import { MARBLE_RADIUS, rounded } from './geometry.mjs';
import { element, textElement } from './xml.mjs';

/**
 * @param {Map<string, number>} colours
 * @returns {string[]} the definitions that `marble` and `shape` refer to
 */
export function definitions(colours) {
  const marbles = [...colours].map(([letter, colour]) =>
    element(
      'g',
      { id: marbleId(letter), class: `c${colour}` },
      element('circle', { r: MARBLE_RADIUS }),
      textElement(letter, { y: 4.5 }),
    ),
  );
  const shapes = Object.entries(SHAPES).map(([id, content]) => element('g', { id }, content));
  return [...marbles, ...shapes];
}

/** The marble of a letter, centred at this point. */
export function marble(letter, x, y = 0) {
  return used(marbleId(letter), x, y);
}

/**
 * @param {keyof typeof SHAPES} name
 * @param {number} x
 */
export function shape(name, x, y = 0) {
  return used(name, x, y);
}

const SHAPES = {
  arrow: element('path', { class: 'w', d: 'M-5-4.5L2 0L-5 4.5' }),
  complete: element('path', { class: 'w k', d: 'M0-12V12' }),
  error: element('path', { class: 'x', d: 'M-7-7L7 7M-7 7L7-7' }),
  leaves: element('path', { class: 'w', 'stroke-dasharray': '3 3', d: 'M0-13V14' }),
  joins: element('path', { class: 'j', d: 'M-7 6L0-7L7 6Z' }),
  break:
    element('path', { class: 'gap', d: 'M-6 8L0-8L6-8L0 8Z' }) +
    element('path', { class: 'w', d: 'M-6 8L0-8M0 8L6-8' }),
};

function used(id, x, y) {
  return element('use', { href: `#${id}`, x: rounded(x), y: y === 0 ? undefined : rounded(y) });
}

/** A Latin letter is its own id; the id of any other character contains its code point. */
function marbleId(letter) {
  return /^[A-Za-z]$/.test(letter) ? letter : `u${letter.codePointAt(0).toString(16)}`;
}
