import { Cursor } from '../codec/cursor.js';
import type { StructCodec } from '../codec/combinators.js';
import { isOwn } from '../codec/ownBytes.js';
import { Pieces } from '../codec/pieces.js';
import type { Reader } from '../codec/reader.js';
import { copyIntoSlab, MAX_PIECE_BYTES, slab } from '../codec/slab.js';
import { ReadingHabit } from './readingHabit.js';

/** The same layout twice as fast, in two steps. */
export interface FastLayout<T> {
  /** Goes over a value; true where the plain layout would read it without an error, false where that one has to say what is wrong. */
  readonly skim: (cursor: Cursor, protocolVersion: number) => boolean;
  /** Makes a value that was skimmed; its bytes are parts of the pieces. */
  readonly build: (cursor: Cursor, pieces: Pieces) => T;
}

/** A struct of one field, which is checked when it comes and made when it is first looked at. */
export type OneField<K extends string, T> = StructCodec<{ [P in K]: T }>;

/** Making less than this costs less than putting it off. */
const MIN_LAZY_BYTES = 144;

/**
 * The layout of `plain`, whose field `name` is made when somebody first looks at it, or at once where all are looked at anyway. The bytes are
 * checked as they come, so that nothing is left that could fail later. Until then the field is a getter of the object's own; then, or when
 * it is assigned to, a plain value.
 */
export function lazily<K extends string, T>(
  name: K,
  plain: OneField<K, T>,
  { skim, build }: FastLayout<T>,
): OneField<K, T> {
  const habit = new ReadingHabit();
  const getter: PropertyDescriptor = {
    configurable: true,
    enumerable: true,
    get(this: object) {
      habit.tellRead();
      const value = Unread.read(this, build) as T;
      become(this, value);
      return value;
    },
    set(this: object, value: T) {
      if (become(this, value)) Unread.settle(this, value);
    },
  };

  /** False of a frozen message: it stays a getter. */
  function become(target: object, value: T): boolean {
    if (Object.isExtensible(target)) {
      // V8 goes back to the shape from before the getter, and to that of a message that never had one: 0.1 µs, where defining the property
      // anew takes 0.6.
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- Reflect.deleteProperty takes 0.06 µs more
      delete (target as { [P in K]?: T })[name];
      (target as { [P in K]?: T })[name] = value;
      return true;
    }
    return Reflect.defineProperty(target, name, { value, configurable: true, enumerable: true, writable: true });
  }

  function readInto(reader: Reader, target: object): { [P in K]: T } {
    const start = reader.offset;
    const { source } = reader;
    const cursor = new Cursor(source, start, source.length);
    if (!skim(cursor, reader.protocolVersion) || !cursor.isInside) return plain.readInto(reader, target);
    const end = cursor.at;
    reader.offset = end;
    if (end - start < MIN_LAZY_BYTES || habit.isToBeMadeAtOnce()) {
      cursor.at = start;
      (target as Record<string, T>)[name] = build(cursor, new Pieces(source, start, end, false));
    } else {
      // A copy: the bytes are the caller's, who may write to them again, and a window would keep their whole chunk.
      putOff(target, source, start, end);
      Object.defineProperty(target, name, getter);
    }
    return target as { [P in K]: T };
  }

  return { ...plain, readInto, read: (reader) => readInto(reader, {}) };
}

function putOff(target: object, source: Uint8Array, start: number, end: number): void {
  if (end - start > MAX_PIECE_BYTES) {
    // What is a buffer of its own already, and is left nearly empty, needs no copy: a block's is dear.
    if (isOwn(source) && source.length < 2 * (end - start)) new Unread(target, source, start, end);
    else new Unread(target, source.slice(start, end), 0, end - start);
  } else {
    const at = copyIntoSlab(source, start, end);
    new Unread(target, slab, at, at + end - start);
  }
}

/**
 * At the bytes of a message's field that nobody has looked at yet; undefined of any other message.
 *
 * @param payload the message's own, where it is at hand: then whoever has looked
 */
export function unreadCursor(message: object, payload?: Uint8Array): Cursor | undefined {
  return payload === undefined ? Unread.cursorOf(message) : new Cursor(payload, 0, payload.length);
}

/** A constructor that gives back what it was given: the private fields of a class that extends it are put on that. */
const Given = function (target: object): object {
  return target;
} as unknown as new (target: object) => object;

/**
 * What a plain object does not show: the bytes of its field that was not made yet, then its value. A private field of an object that is no
 * instance of the class: nobody else sees it, no comparison, no copy, no JSON, and it costs a twentieth of a WeakMap's entry. There are three
 * of them, as V8 has room for three beside an object when it makes room.
 */
class Unread extends Given {
  /** The bytes, others' before and behind them; then the value. */
  #content: unknown;
  #start: number;
  /** MADE where the content is the value. */
  #end: number;

  constructor(target: object, bytes: Uint8Array, start: number, end: number) {
    super(target);
    this.#content = bytes;
    this.#start = start;
    this.#end = end;
  }

  static cursorOf(target: object): Cursor | undefined {
    if (!(#end in target) || target.#end === MADE) return undefined;
    return new Cursor(target.#content as Uint8Array, target.#start, target.#end);
  }

  static read(target: object, build: (cursor: Cursor, pieces: Pieces) => unknown): unknown {
    const unread = target as Unread;
    const end = unread.#end;
    if (end === MADE) return unread.#content;
    const bytes = unread.#content as Uint8Array;
    const start = unread.#start;
    const value = build(new Cursor(bytes, start, end), new Pieces(bytes, start, end, true));
    Unread.settle(unread, value);
    return value;
  }

  static settle(target: object, value: unknown): void {
    if (!(#end in target)) return;
    target.#content = value;
    target.#end = MADE;
  }
}

const MADE = -1;
