import type { Exception } from './exceptions.mjs';

export function verdictOf(
  cell: { exception?: Exception | undefined },
  happened: { isWorking: boolean; output: string },
): { outcome: 'expected' | 'different'; text: string };
