/** How parts of a line are set off; each returns its text as it is where no colours are wanted. */
export interface Colours {
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly received: (text: string) => string;
  readonly sent: (text: string) => string;
}

/** Colours on a terminal, none elsewhere, nor where NO_COLOR says so (no-color.org: present and not empty). */
export function coloursFor(
  stream: { isTTY?: boolean | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Colours {
  const isWanted = stream.isTTY === true && (env['NO_COLOR'] ?? '') === '';
  const colour = (start: number, end: number) => (text: string) =>
    isWanted ? `\u001b[${start}m${text}\u001b[${end}m` : text;
  return { dim: colour(2, 22), bold: colour(1, 22), received: colour(32, 39), sent: colour(36, 39) };
}
