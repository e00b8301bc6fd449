/** How parts of a line are set off; each function returns its text unchanged if no colours are wanted. */
export interface Colours {
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly received: (text: string) => string;
  readonly sent: (text: string) => string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Colours if `wantsColours`, else none. */
export function coloursFor(stream: { isTTY?: boolean | undefined }, env: Environment, noColor = false): Colours {
  const isWanted = !noColor && wantsColours(stream, env);
  const colour = (start: number, end: number) => (text: string) =>
    isWanted ? `\u001b[${start}m${text}\u001b[${end}m` : text;
  return { dim: colour(2, 22), bold: colour(1, 22), received: colour(32, 39), sent: colour(36, 39) };
}

/**
 * Whether the environment wants colours. The first rule that applies decides: FORCE_COLOR (`0` and `false`: no, any other value but the
 * empty one: yes; force-color.org), NO_COLOR (not empty: no; no-color.org), TERM=dumb (no), whether the stream is a terminal.
 */
function wantsColours({ isTTY = false }: { isTTY?: boolean | undefined }, env: Environment): boolean {
  const force = env['FORCE_COLOR'] ?? '';
  if (force !== '') return force !== '0' && force !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb') return false;
  return isTTY;
}
