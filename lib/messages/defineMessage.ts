import type { StructCodec } from '../codec/combinators.js';
import type { Reader } from '../codec/reader.js';

/** A message's command as the wire spells it, and the layout of its payload. */
export interface MessageDefinition<C extends string, B extends object> {
  readonly command: C;
  readonly body: StructCodec<B>;
  /** Reads over a payload and throws exactly what `body.read` throws, without returning a message. */
  validate(reader: Reader): void;
}

/** Whatever message: for tables. */
export type AnyMessageDefinition = MessageDefinition<string, object>;

/** The message that a definition describes: `MessageOfDefinition<typeof ping>`. */
export type MessageOfDefinition<D> =
  D extends MessageDefinition<infer C, infer B> ? Flat<{ readonly command: C } & B> : never;

type Flat<T> = { [K in keyof T]: T[K] };

export function defineMessage<const C extends string, B extends object>(
  command: C,
  body: StructCodec<B>,
): MessageDefinition<C, B> {
  return { command, body, validate: (reader) => void body.read(reader) };
}
