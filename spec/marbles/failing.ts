import { MarbleError, MarbleMismatch, protocolMarbles, type ProtocolMarbles } from '../../lib/marbles.js';

/** The report of a run that does not do what is expected of it. */
export function reportOfRun(play: (m: ProtocolMarbles) => unknown): string {
  try {
    protocolMarbles(play);
  } catch (error) {
    if (error instanceof MarbleMismatch) return error.message;
    throw error;
  }
  throw new Error('nothing was reported');
}

/** What the kit says of a test that is itself mistaken: its code, and the text. */
export function mistakeOf(play: (m: ProtocolMarbles) => unknown): [code: string, text: string] {
  try {
    protocolMarbles(play);
  } catch (error) {
    if (error instanceof MarbleError) return [error.code, error.message];
    throw error;
  }
  throw new Error('no mistake was found');
}

/** Lines of a test file, without the indentation that they have there. */
export function text(lines: readonly string[]): string {
  return lines.join('\n');
}
