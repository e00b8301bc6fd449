import type { SequenceLine } from '../../../protocol/sequence.js';

/** The answers to the request of this line. */
export function answersOf(lines: readonly SequenceLine[], request: number): SequenceLine[] {
  return lines.filter(({ answers }) => answers?.line === request);
}
