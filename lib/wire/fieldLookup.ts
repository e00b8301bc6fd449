import type { PayloadField } from '../codec/payloadField.js';

/** A range of bytes of a payload. */
export interface ByteRange {
  /** Offset of the first byte. */
  readonly offset: number;
  /** Number of bytes, at least 1. */
  readonly length: number;
}

/**
 * The field that contains the byte at `offset`. A view can highlight it in the JSON while the pointer is on the byte. Undefined outside of
 * the payload.
 *
 * @param fields all fields of a payload, as `layoutOf` returns them
 */
export function fieldAt(fields: readonly PayloadField[], offset: number): PayloadField | undefined {
  let low = 0;
  let high = fields.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const field = fields[middle]!;
    if (offset < field.offset) high = middle;
    else if (offset >= field.offset + field.length) low = middle + 1;
    else return field;
  }
  return undefined;
}

/**
 * The bytes of a value and everything inside it, with its counts and lengths. A view can highlight them while the pointer is on the value
 * in the JSON. The ranges ascend and do not touch. Most values have one; an input with a witness has two, because the witnesses follow the
 * outputs. The result is empty for a value that has no bytes of its own, or that is inside a field with the role `cut`.
 *
 * @param fields the fields of a payload, as `layoutOf` returns them
 * @param path the path of the value, such as `transaction/inputs/0`; empty for all bytes of the payload
 */
export function byteRangesOf(fields: readonly PayloadField[], path: string): ByteRange[] {
  const ranges: { offset: number; length: number }[] = [];
  for (const field of fields) {
    if (path !== '' && field.path !== path && !field.path.startsWith(`${path}/`)) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last.offset + last.length === field.offset) last.length += field.length;
    else ranges.push({ offset: field.offset, length: field.length });
  }
  return ranges;
}
