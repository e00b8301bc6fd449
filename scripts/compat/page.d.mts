import type { Exception } from './exceptions.mjs';
import type { Group } from './matrix.mjs';

export interface Facts {
  date: string;
  version: string;
  node: string;
  versions: ReadonlyMap<string, string>;
}
export function pageText(
  facts: Facts,
  matrix?: readonly Group[],
  exceptions?: Readonly<Record<string, Exception>>,
): string;
export function factsOf(text: string): Facts | undefined;
