import { MarbleError, MarbleMismatch, protocolMarbles, type ProtocolMarbles } from '../../lib/marbles.js';

/** The report of a run whose expectations fail. */
export function reportOfRun(play: (m: ProtocolMarbles) => unknown): string {
  try {
    protocolMarbles(play);
  } catch (error) {
    if (error instanceof MarbleMismatch) return error.message;
    throw error;
  }
  throw new Error('MarbleMismatch expected, but the run passed');
}

/** Code and text of the MarbleError of a wrong test. */
export function testErrorOf(play: (m: ProtocolMarbles) => unknown): [code: string, text: string] {
  try {
    protocolMarbles(play);
  } catch (error) {
    if (error instanceof MarbleError) return [error.code, error.message];
    throw error;
  }
  throw new Error('MarbleError expected, but the run passed');
}

/** Joins lines, so that an expected text can be indented as the code around it. */
export function text(lines: readonly string[]): string {
  return lines.join('\n');
}
