/** The marbles of one row at one moment. */
export interface Moment {
  readonly atMs: number;
  /** In the order of the group. */
  readonly letters: string[];
  readonly end: '|' | '#' | undefined;
}

export interface Diagram {
  readonly moments: readonly Moment[];
  readonly lengthMs: number;
}

export function readDiagram(text: string): Diagram;
export function markMs(text: string | undefined): number | undefined;
