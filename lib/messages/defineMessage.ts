import type { StructCodec } from '../codec/combinators.js';
import type { Reader } from '../codec/reader.js';

/** The definition of a message: its command and the layout of its payload. */
export interface MessageDefinition<C extends string, B extends object> {
  /** The command as the frame header spells it. */
  readonly command: C;
  /** Layout of the payload. */
  readonly body: StructCodec<B>;
  /** The layout whose decoding reports the fields of a payload (`layoutOf`). Absent: `body`. */
  readonly recordedBody?: StructCodec<B> | undefined;
  /** Checks a payload as `body.read` does, with the same errors, in less time and without a message. Absent: only `body.read` checks it. */
  validate?(reader: Reader): void;
}

/** A definition of any message, for tables. */
export type AnyMessageDefinition = MessageDefinition<string, object>;

/** The type of the messages that a definition decodes, from its layout. Specs compare it with the named interface: `PingMessage`. */
export type MessageOfDefinition<D> =
  D extends MessageDefinition<infer C, infer B> ? Flat<{ readonly command: C } & B> : never;

type Flat<T> = { [K in keyof T]: T[K] };

export function defineMessage<const C extends string, B extends object>(
  command: C,
  body: StructCodec<B>,
): MessageDefinition<C, B> {
  return { command, body };
}
