import { expect } from '@jest/globals';
import { bytesOfText, textOfBytes } from '../../../lib/codec/text.js';
import type { Message, PayloadField } from '../../../lib/wire.js';

/** Fails unless the fields cover the payload exactly once and in order, and none is empty. */
export function expectCover(fields: readonly PayloadField[], payload: Uint8Array): void {
  let end = 0;
  for (const { offset, length } of fields) {
    if (offset !== end || length < 1) throw new Error(`field of ${length} bytes at ${offset}, expected at ${end}`);
    end += length;
  }
  expect(end).toBe(payload.length);
}

/** Fails unless the bytes of a field encode the value that the message has at its path. Its decoders share nothing with the library's. */
export function expectValue(field: PayloadField, payload: Uint8Array, message: Message): void {
  const bytes = payload.subarray(field.offset, field.offset + field.length);
  const actual = valueAt(message, field.path);
  const context = { path: field.path, role: field.role };
  switch (field.role) {
    case 'value':
      expect({ ...context, value: actual }).toStrictEqual({ ...context, value: decoded(field, bytes, actual) });
      break;
    case 'count':
      expect({ ...context, value: (actual as unknown[]).length }).toEqual({ ...context, value: Number(size(bytes)) });
      break;
    case 'length': {
      const length = (typeof actual === 'string' ? bytesOfText(actual) : (actual as Uint8Array)).length;
      expect({ ...context, length }).toEqual({ ...context, length: Number(size(bytes)) });
      break;
    }
    case 'difference':
      expect({ ...context, value: actual }).toEqual({
        ...context,
        value: indexBefore(message, field.path) + 1 + Number(size(bytes)),
      });
      break;
    case 'marker':
      expect(Array.from(bytes)).toEqual([0, 1]);
      expect(actual).toHaveProperty('inputs');
      break;
    case 'ignored':
      expect(message.command).toBe('headers');
      expect(size(bytes)).toBe(0n);
      break;
    default:
      throw new Error(`unexpected role ${field.role} of ${field.path}`);
  }
}

/** The value at a path; fails if there is none. */
export function valueAt(message: unknown, path: string): unknown {
  return path.split('/').reduce((value, segment) => {
    if (typeof value !== 'object' || value === null || !(segment in value)) throw new Error(`no value at ${path}`);
    return (value as Record<string, unknown>)[segment];
  }, message);
}

/** The index at the path of the preceding item; -1 for the first item. */
function indexBefore(message: Message, path: string): number {
  const [list, item, ...rest] = path.split('/');
  return item === '0' ? -1 : (valueAt(message, [list, Number(item) - 1, ...rest].join('/')) as number);
}

function decoded({ kind, path }: PayloadField, bytes: Uint8Array, actual: unknown): unknown {
  const { buffer, byteOffset, byteLength } = bytes;
  const view = new DataView(buffer, byteOffset, byteLength);
  const widths: Partial<Record<typeof kind, number>> = { u8: 1, bool: 1, u16le: 2, u16be: 2, u32le: 4, i32le: 4 };
  Object.assign(widths, { u48le: 6, u64le: 8, i64le: 8, f64le: 8, hash32: 32 });
  expect({ path, length: byteLength }).toEqual({ path, length: widths[kind] ?? byteLength });
  switch (kind) {
    case 'u8':
      return bytes[0];
    case 'bool':
      return bytes[0] !== 0;
    case 'u16le':
      return view.getUint16(0, true);
    case 'u16be':
      return view.getUint16(0);
    case 'u32le':
      return view.getUint32(0, true);
    case 'i32le':
      return view.getInt32(0, true);
    case 'u48le':
      return view.getUint32(0, true) + view.getUint16(4, true) * 2 ** 32;
    case 'u64le':
      return view.getBigUint64(0, true);
    case 'i64le':
      return view.getBigInt64(0, true);
    case 'f64le':
      return view.getFloat64(0, true);
    case 'hash32':
      return Buffer.from(bytes).reverse().toString('hex');
    case 'compactSize':
      return typeof actual === 'bigint' ? size(bytes) : Number(size(bytes));
    case 'bytes':
      return Uint8Array.from(bytes);
    case 'text':
      return textOfBytes(bytes);
  }
}

/** The integer that a compactSize of this length encodes. */
function size(bytes: Uint8Array): bigint {
  const digits = bytes.length === 1 ? bytes : bytes.subarray(1);
  return Array.from(digits).reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
}
