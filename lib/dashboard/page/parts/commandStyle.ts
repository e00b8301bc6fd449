/** How a command looks wherever it is shown. */
export interface CurveStyle {
  /** The colour: a variable of the style sheet. */
  readonly colour: `--curve-${number | 'rest'}`;
  /** Lengths of dashes and gaps in pixels; empty for a solid line. */
  readonly dash: readonly number[];
}

/** The number of `--curve-N` in the style sheet. */
export const COLOURS = 8;
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3]];

/**
 * The place of each command determines its style: the first eight have solid lines, the next eight have the same colours with dashes, then dots.
 * Commands that are often shown together have different colours.
 */
const PLACES = [
  ...['inv', 'tx', 'getdata', 'ping', 'pong', 'headers', 'block', 'addrv2'],
  ...['version', 'verack', 'cmpctblock', 'feefilter', 'getheaders', 'addr', 'getblocktxn', 'sendcmpct'],
  ...['sendheaders', 'getaddr', 'notfound', 'wtxidrelay', 'sendaddrv2', 'blocktxn', 'reject', 'getblocks'],
];

/** The style of the sum of several commands. */
export const REST_STYLE: CurveStyle = { colour: '--curve-rest', dash: [] };

/** The style of a command: always the same. An unknown command gets one of the styles by its name. */
export function commandStyle(command: string): CurveStyle {
  const known = PLACES.indexOf(command);
  return placeStyle(known === -1 ? hashOf(command) : known);
}

/** The style of the curve at this place in a chart that shows no commands. */
export function placeStyle(place: number): CurveStyle {
  const dash = DASHES[Math.floor(place / COLOURS) % DASHES.length]!;
  return { colour: `--curve-${(place % COLOURS) + 1}`, dash };
}

/** FNV-1a: small, and spreads similar names. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
