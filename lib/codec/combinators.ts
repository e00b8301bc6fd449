import { LocalProtocolError, RemoteProtocolError, type RemoteProtocolErrorCode } from '../base/errors.js';
import type { Codec } from './codec.js';
import { writeCompactSize } from './compactSize.js';
import { show } from '../base/show.js';
import type { Reader } from './reader.js';
import { readPart, readSize } from './readPart.js';
import type { Writer } from './writer.js';

/** A layout of named fields in sequence. */
export interface StructCodec<T extends object> extends Codec<T> {
  /** Decodes the fields into an object that may have other fields. */
  readInto(reader: Reader, target: object): T;
}

/** Fields in the order of the literal. */
export function struct<T extends object>(fields: { readonly [K in keyof T]: Codec<T[K]> }): StructCodec<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  const codecs = names.map((name) => fields[name]);
  const count = names.length;

  function readInto(reader: Reader, target: object): T {
    const value = target as T;
    const isRecorded = reader.recorder !== undefined;
    let i = 0;
    try {
      for (; i < count; i++) {
        value[names[i]!] = isRecorded ? readPart(reader, names[i]!, codecs[i]!) : codecs[i]!.read(reader);
      }
    } catch (error) {
      throw within(error, names[i]!);
    }
    return value;
  }

  return {
    minBytes: codecs.reduce((sum, codec) => sum + codec.minBytes, 0),
    readInto,
    read: (reader) => readInto(reader, {}),
    write(writer, value) {
      requireObject(writer, value);
      let i = 0;
      try {
        for (; i < count; i++) codecs[i]!.write(writer, value[names[i]!]);
      } catch (error) {
        throw within(error, names[i]!);
      }
    },
  };
}

/** Two layouts in sequence; the fields of both are in one object. */
export function sequence<A extends object, B extends object>(
  first: StructCodec<A>,
  second: StructCodec<B>,
): StructCodec<A & B> {
  function readInto(reader: Reader, target: object): A & B {
    return second.readInto(reader, first.readInto(reader, target)) as A & B;
  }
  return {
    minBytes: first.minBytes + second.minBytes,
    readInto,
    read: (reader) => readInto(reader, {}),
    write(writer, value) {
      first.write(writer, value);
      second.write(writer, value);
    },
  };
}

/** Fields that exist from a protocol version on. Below it they are neither decoded nor encoded. */
export function sinceProtocol<T extends object>(version: number, layout: StructCodec<T>): StructCodec<Partial<T>> {
  function readInto(reader: Reader, target: object): Partial<T> {
    return reader.protocolVersion >= version ? layout.readInto(reader, target) : target;
  }
  return {
    minBytes: 0,
    readInto,
    read: (reader) => readInto(reader, {}),
    write(writer, value) {
      if (writer.protocolVersion >= version) layout.write(writer, value as T);
    },
  };
}

/** Fields at the end of a payload, of which the last ones may be missing. A missing field is absent from the object, not undefined. */
export function tail<T extends object>(fields: { readonly [K in keyof T]: Codec<T[K]> }): StructCodec<Partial<T>> {
  const names = Object.keys(fields) as (keyof T & string)[];

  function readInto(reader: Reader, target: object): Partial<T> {
    const value = target as Partial<T>;
    for (const name of names) {
      if (reader.remaining === 0) break;
      try {
        value[name] = readPart(reader, name, fields[name]);
      } catch (error) {
        throw within(error, name);
      }
    }
    return value;
  }

  return {
    minBytes: 0,
    readInto,
    read: (reader) => readInto(reader, {}),
    write(writer, value) {
      const absent = names.findIndex((name) => value[name] === undefined);
      for (const [i, name] of names.entries()) {
        const field = value[name];
        try {
          if (field === undefined) continue;
          if (absent !== -1 && i > absent) writer.fail('INVALID_VALUE', `not possible without ${names[absent]!}`);
          fields[name].write(writer, field);
        } catch (error) {
          throw within(error, name);
        }
      }
    },
  };
}

/**
 * A layout with a condition on its fields: if `problemIn` returns a text, decoding and encoding error with `code` and that text. Undefined
 * means that the fields are valid.
 */
export function constrained<T extends object>(
  layout: StructCodec<T>,
  problemIn: (value: T) => string | undefined,
  code: 'LIMIT_EXCEEDED' | 'INVALID_VALUE' = 'LIMIT_EXCEEDED',
): StructCodec<T> {
  function readInto(reader: Reader, target: object): T {
    const value = layout.readInto(reader, target);
    const problem = problemIn(value);
    if (problem !== undefined) reader.fail(code, problem);
    return value;
  }
  return {
    minBytes: layout.minBytes,
    readInto,
    read: (reader) => readInto(reader, {}),
    write(writer, value) {
      layout.write(writer, value);
      const problem = problemIn(value);
      if (problem !== undefined) writer.fail(code, problem);
    },
  };
}

/** Options of `list`. */
export interface ListOptions {
  /** Maximum number of items. */
  maxItems: number;
  /** Code of the RemoteProtocolError for a longer list. Default `LIMIT_EXCEEDED`. */
  excessCode?: RemoteProtocolErrorCode | undefined;
}

/** A compactSize count and that number of items. Nothing is allocated for a count that the remaining bytes cannot contain. */
export function list<T>(item: Codec<T>, { maxItems, excessCode = 'LIMIT_EXCEEDED' }: ListOptions): Codec<T[]> {
  return {
    minBytes: 1,
    read(reader) {
      const count = readSize(reader, 'count');
      if (count > maxItems) reader.fail(excessCode, `${count} items, at most ${maxItems} allowed`);
      reader.require(count * item.minBytes);
      return readItems(reader, item, count);
    },
    write(writer, value) {
      requireArray(writer, value);
      if (value.length > maxItems) writer.fail('LIMIT_EXCEEDED', `${value.length} items, at most ${maxItems} allowed`);
      writeCompactSize(writer, value.length);
      writeItems(writer, item, value);
    },
  };
}

/** Decodes `count` items that no count precedes. */
export function readItems<T>(reader: Reader, item: Codec<T>, count: number): T[] {
  const items: T[] = [];
  const isRecorded = reader.recorder !== undefined;
  let i = 0;
  try {
    for (; i < count; i++) items.push(isRecorded ? readPart(reader, i, item) : item.read(reader));
  } catch (error) {
    throw within(error, i);
  }
  return items;
}

/** Encodes the items without a count. */
export function writeItems<T>(writer: Writer, item: Codec<T>, items: readonly T[]): void {
  let i = 0;
  try {
    for (; i < items.length; i++) item.write(writer, items[i]!);
  } catch (error) {
    throw within(error, i);
  }
}

export function requireObject(writer: Writer, value: unknown): void {
  if (typeof value !== 'object' || value === null) writer.fail('INVALID_VALUE', `object expected, got ${show(value)}`);
}

export function requireArray(writer: Writer, value: unknown): void {
  if (!Array.isArray(value)) writer.fail('INVALID_VALUE', `array expected, got ${show(value)}`);
}

/** Adds `segment`, a field name or an item index, to the beginning of the error's path. Errors without a path are returned unchanged. */
export function within(error: unknown, segment: string | number): unknown {
  return error instanceof RemoteProtocolError || error instanceof LocalProtocolError ? error.within(segment) : error;
}
