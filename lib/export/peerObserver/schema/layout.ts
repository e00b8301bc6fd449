import protobuf from 'protobufjs/minimal.js';
import { LocalProtocolError } from '../../../base/errors.js';

/** The types of protobuf that peer-observer's messages use. An enumeration is encoded as `uint32`: its values are small and not negative. */
export type ScalarType = 'uint32' | 'sint32' | 'uint64' | 'sint64' | 'fixed64' | 'bool' | 'string' | 'bytes';

type Rule = 'required' | 'optional' | 'repeated';

/** One field: its number, its type, and how often it occurs. */
export interface FieldLayout<T extends ScalarType | MessageLayout = ScalarType | MessageLayout, R extends Rule = Rule> {
  readonly number: number;
  readonly type: T;
  readonly rule: R;
}

/** A message of protobuf, by the names of its fields. The members of a `oneof` are optional fields: on the wire there is no difference. */
export interface MessageLayout<F extends Fields = Fields> {
  /** The name in `peerObserver.proto`. */
  readonly name: string;
  readonly fields: F;
}

type Fields = Readonly<Record<string, FieldLayout>>;

/** The plain data that a layout encodes and decodes. */
export type ValueOf<L> = L extends MessageLayout<infer F> ? Flat<FieldValues<F>> : never;

type FieldValues<F extends Fields> = {
  -readonly [K in keyof F as F[K]['rule'] extends 'optional' ? never : K]: F[K]['rule'] extends 'repeated'
    ? TypeValue<F[K]['type']>[]
    : TypeValue<F[K]['type']>;
} & { -readonly [K in keyof F as F[K]['rule'] extends 'optional' ? K : never]?: TypeValue<F[K]['type']> };

type TypeValue<T> = T extends MessageLayout
  ? ValueOf<T>
  : T extends 'uint64' | 'sint64' | 'fixed64'
    ? bigint
    : T extends 'bool'
      ? boolean
      : T extends 'string'
        ? string
        : T extends 'bytes'
          ? Uint8Array
          : number;

type Flat<T> = { [K in keyof T]: T[K] };

export function message<const F extends Fields>(name: string, fields: F): MessageLayout<F> {
  return { name, fields };
}

export function required<const T extends ScalarType | MessageLayout>(
  number: number,
  type: T,
): FieldLayout<T, 'required'> {
  return { number, type, rule: 'required' };
}

export function optional<const T extends ScalarType | MessageLayout>(
  number: number,
  type: T,
): FieldLayout<T, 'optional'> {
  return { number, type, rule: 'optional' };
}

export function repeated<const T extends ScalarType | MessageLayout>(
  number: number,
  type: T,
): FieldLayout<T, 'repeated'> {
  return { number, type, rule: 'repeated' };
}

/** Thrown by `decodeValue` for bytes that are not a message of the layout. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';

  constructor(
    /** True if the message has more than `maxItems` items. */
    readonly isTooLarge: boolean,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Encodes plain data as a message. The bytes are the caller's.
 *
 * Errors with LocalProtocolError `INVALID_VALUE` if a required field is missing.
 */
export function encodeValue<L extends MessageLayout>(layout: L, value: ValueOf<L>): Uint8Array {
  const writer = new protobuf.Writer();
  writeFields(writer, layout, value);
  // A copy: the bytes of a small message are a window on a pool of protobufjs.
  return new Uint8Array(writer.finish());
}

/**
 * Decodes a message. Fields that the layout does not have are skipped. If a field occurs twice, the last value is used. The byte strings
 * are copies.
 *
 * Errors with ProtobufError for damaged bytes, a missing required field, and more than `maxItems` messages and list items together.
 */
export function decodeValue<L extends MessageLayout>(layout: L, bytes: Uint8Array, maxItems: number): ValueOf<L> {
  const budget = { items: maxItems, maxItems };
  try {
    return readFields(new protobuf.Reader(bytes), bytes.length, layout, budget) as ValueOf<L>;
  } catch (error) {
    if (error instanceof ProtobufError) throw error;
    // Errors of protobufjs: a length that exceeds the message, an unknown wire type, groups within groups.
    const text = error instanceof Error ? error.message : String(error);
    throw new ProtobufError(false, `${layout.name}: ${text}`, { cause: error });
  }
}

type PlainValue = Readonly<Record<string, unknown>>;

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;

function wireTypeOf(type: ScalarType | MessageLayout): number {
  if (typeof type !== 'string' || type === 'string' || type === 'bytes') return LENGTH_DELIMITED;
  return type === 'fixed64' ? FIXED_64 : VARINT;
}

function writeFields(writer: protobuf.Writer, { fields, name }: MessageLayout, value: PlainValue): void {
  for (const [key, { number, rule, type }] of Object.entries(fields)) {
    const field = value[key];
    if (rule === 'repeated') {
      for (const item of field as readonly unknown[]) writeField(writer, number, type, item);
    } else if (field !== undefined) {
      writeField(writer, number, type, field);
    } else if (rule === 'required') {
      throw new LocalProtocolError('INVALID_VALUE', 'the required field is missing', `${name}/${key}`);
    }
  }
}

function writeField(writer: protobuf.Writer, number: number, type: ScalarType | MessageLayout, value: unknown): void {
  writer.uint32(((number << 3) | wireTypeOf(type)) >>> 0);
  if (typeof type === 'object') {
    writer.fork();
    writeFields(writer, type, value as PlainValue);
    writer.ldelim();
    return;
  }
  switch (type) {
    case 'uint32':
      return void writer.uint32(value as number);
    case 'sint32':
      return void writer.sint32(value as number);
    case 'uint64':
      return void writer.uint64(longOf(value as bigint));
    case 'sint64':
      return void writer.sint64(longOf(value as bigint));
    case 'fixed64':
      return void writer.fixed64(longOf(value as bigint));
    case 'bool':
      return void writer.bool(value as boolean);
    case 'string':
      // Not writer.string: it writes a lone surrogate, the form of a byte that is not UTF-8, as bytes that Rust's prost refuses.
      return void writer.bytes(UTF8.encode(value as string));
    case 'bytes':
      return void writer.bytes(value as Uint8Array);
  }
}

/** Replaces lone surrogates by U+FFFD. */
const UTF8 = new TextEncoder();

/** The two halves of the low 64 bits, in the form of the package `long`. */
function longOf(value: bigint): protobuf.Long {
  return {
    low: Number(BigInt.asIntN(32, value)),
    high: Number(BigInt.asIntN(32, value >> 32n)),
    unsigned: false,
  };
}

interface Budget {
  items: number;
  readonly maxItems: number;
}

function spendItem(budget: Budget, name: string): void {
  budget.items -= 1;
  if (budget.items < 0) throw new ProtobufError(true, `${name}: more than ${budget.maxItems} items`);
}

function readFields(reader: protobuf.Reader, end: number, layout: MessageLayout, budget: Budget): PlainValue {
  const { fields, name } = layout;
  const keys = keysByNumber(layout);
  const value: Record<string, unknown> = {};
  for (const [key, { rule }] of Object.entries(fields)) if (rule === 'repeated') value[key] = [];
  while (reader.pos < end) {
    const tag = reader.uint32();
    const wireType = tag & 7;
    const key = keys.get(tag >>> 3);
    const field = key === undefined ? undefined : fields[key]!;
    if (field === undefined || !isReadable(field, wireType)) {
      reader.skipType(wireType);
    } else if (field.rule !== 'repeated') {
      value[key!] = readField(reader, field.type, budget);
    } else if (wireType === wireTypeOf(field.type)) {
      readItem(reader, field.type, value[key!] as unknown[], budget, name);
    } else {
      const packedEnd = reader.uint32() + reader.pos;
      while (reader.pos < packedEnd) readItem(reader, field.type, value[key!] as unknown[], budget, name);
    }
    if (reader.pos > end) throw new ProtobufError(false, `${name}: a field is longer than its message`);
  }
  for (const [key, { rule }] of Object.entries(fields)) {
    if (rule === 'required' && value[key] === undefined) {
      throw new ProtobufError(false, `${name}: the required field ${key} is missing`);
    }
  }
  return value;
}

/** True for the wire type of the field, and for a packed list of numbers. */
function isReadable({ rule, type }: FieldLayout, wireType: number): boolean {
  return wireType === wireTypeOf(type) || (wireType === LENGTH_DELIMITED && rule === 'repeated');
}

function readItem(
  reader: protobuf.Reader,
  type: ScalarType | MessageLayout,
  items: unknown[],
  budget: Budget,
  name: string,
): void {
  spendItem(budget, name);
  items.push(readField(reader, type, budget));
}

function readField(reader: protobuf.Reader, type: ScalarType | MessageLayout, budget: Budget): unknown {
  if (typeof type === 'object') {
    spendItem(budget, type.name);
    const length = reader.uint32();
    if (length > reader.len - reader.pos) {
      throw new ProtobufError(false, `${type.name}: ${length} bytes, ${reader.len - reader.pos} left`);
    }
    return readFields(reader, reader.pos + length, type, budget);
  }
  switch (type) {
    case 'uint32':
      return reader.uint32();
    case 'sint32':
      return reader.sint32();
    case 'uint64':
      return BigInt.asUintN(64, bigintOf(reader.uint64()));
    case 'sint64':
      return BigInt.asIntN(64, bigintOf(reader.sint64()));
    case 'fixed64':
      return BigInt.asUintN(64, bigintOf(reader.fixed64()));
    case 'bool':
      return reader.bool();
    case 'string':
      return reader.string();
    case 'bytes':
      return new Uint8Array(reader.bytes());
  }
}

function bigintOf(value: protobuf.Long | number): bigint {
  if (typeof value === 'number') return BigInt(value);
  return (BigInt(value.high) << 32n) | BigInt(value.low >>> 0);
}

function keysByNumber(layout: MessageLayout): ReadonlyMap<number, string> {
  let keys = KEYS.get(layout);
  if (keys === undefined) {
    keys = new Map(Object.entries(layout.fields).map(([key, { number }]) => [number, key]));
    KEYS.set(layout, keys);
  }
  return keys;
}

/** The keys of each layout by the number of the field, computed once. */
const KEYS = new WeakMap<MessageLayout, ReadonlyMap<number, string>>();
