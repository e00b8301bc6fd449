/** Functions that add terminal colours to a text; each returns its text unchanged if colours are off. */
export interface Colours {
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly received: (text: string) => string;
  readonly sent: (text: string) => string;
}

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The colours for this output stream.
 *
 * @param noColor turns colours off, for any environment
 */
export function coloursFor(stream: { isTTY?: boolean | undefined }, env: Environment, noColor = false): Colours {
  const isColoured = !noColor && wantsColours(stream, env);
  const colour = (start: number, end: number) => (text: string) =>
    isColoured ? `\u001b[${start}m${text}\u001b[${end}m` : text;
  return { dim: colour(2, 22), bold: colour(1, 22), received: colour(32, 39), sent: colour(36, 39) };
}

/**
 * Whether the environment asks for colours. The first rule that applies decides:
 *
 * 1. FORCE_COLOR (force-color.org): `0` and `false` turn colours off, any other value except the empty one turns them on.
 * 2. NO_COLOR (no-color.org), if not empty, turns them off.
 * 3. TERM=dumb turns them off.
 * 4. Colours are on if the stream is a terminal.
 */
function wantsColours({ isTTY = false }: { isTTY?: boolean | undefined }, env: Environment): boolean {
  const force = env['FORCE_COLOR'] ?? '';
  if (force !== '') return force !== '0' && force !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb') return false;
  return isTTY;
}
