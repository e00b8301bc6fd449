import type { ByteField } from '../../../protocol/messageBytes.js';
import { fieldIndexAt } from './messageFields.js';

interface HexPosition {
  readonly fields: readonly ByteField[];
  /** The offset of the first marked byte; undefined if none is marked. */
  readonly current: number | undefined;
  /** The number of shown bytes. */
  readonly count: number;
  readonly perRow: number;
}

/**
 * The offset that a key moves to: the next or the previous field, or the first or the last byte; ArrowUp and ArrowDown go to the field above and
 * below. Without fields, all move by bytes. Undefined for another key.
 */
export function hexKeyTarget(key: string, { fields, current, count, perRow }: HexPosition): number | undefined {
  const last = count - 1;
  const index = current === undefined ? undefined : fieldIndexAt(fields, current);
  const field = index === undefined ? undefined : fields[index];
  const from = current ?? 0;
  const length = field?.length ?? 1;
  const targets: Readonly<Record<string, number>> = {
    ArrowRight: current === undefined ? 0 : from + length,
    ArrowLeft: index === undefined || index === 0 ? from - 1 : fields[index - 1]!.offset,
    ArrowDown: current === undefined ? 0 : from + Math.max(perRow, length),
    ArrowUp: from - perRow,
    Home: 0,
    End: last,
  };
  if (!Object.hasOwn(targets, key) || count === 0) return undefined;
  return Math.min(last, Math.max(0, targets[key]!));
}
