import type { StructCodec } from '../codec/combinators.js';

/** A message's command as the wire spells it, and the layout of its payload. */
export interface MessageDefinition<C extends string, B extends object> {
  readonly command: C;
  readonly body: StructCodec<B>;
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
  return { command, body };
}
