import { Reader } from '../../../lib/codec/reader.js';
import type { AnyMessageDefinition } from '../../../lib/messages/defineMessage.js';
import type { Network } from '../../../lib/networks/network.js';
import { size } from './bytes.js';

/** The commands whose payload is a list of items of a fixed size, with that size. */
export function listPayloads({ header }: Network, count: number): [command: string, payload: Uint8Array][] {
  return [
    ['inv', listOf(count, 36)],
    ['headers', listOf(count, header.minBytes + 1)],
  ];
}

/** The message that a definition decodes. */
export function decodeBy({ command, body }: AnyMessageDefinition, payload: Uint8Array): object {
  return body.readInto(new Reader(payload, 70_016), { command });
}

/** A count and that many items of `itemBytes`, of which each ends with a zero: the count of transactions after a header. */
function listOf(count: number, itemBytes: number): Uint8Array {
  const items = Uint8Array.from({ length: count * itemBytes }, (_, i) =>
    (i + 1) % itemBytes === 0 ? 0 : (i * 31 + (i >> 8)) & 255,
  );
  return Uint8Array.from([...size(count), ...items]);
}
