import type { StructCodec } from '../codec/combinators.js';
import type { Reader } from '../codec/reader.js';
import type { Writer } from '../codec/writer.js';
import { ADDRESS_TIME_PROTOCOL_VERSION, MAX_ADDRESSES, MAX_ADDRV2_ADDRESS_BYTES } from '../messages/addresses.js';
import type { BlockHeader } from '../messages/blockHeader.js';
import type { AnyMessageDefinition } from '../messages/defineMessage.js';
import { MAX_HEADERS } from '../messages/headers.js';
import { MAX_INV_ITEMS } from '../messages/inventory.js';
import type { MessageLimits } from '../messages/limits.js';
import { fastAddressesV2, fastTimedAddresses } from './fastAddresses.js';
import { fastBlock } from './fastBlock.js';
import { fastHeader, fastHeaders } from './fastHeaders.js';
import { fastInventory } from './fastInventory.js';
import type { FastLayout } from './fastLayout.js';
import { fastTransaction } from './fastTransaction.js';
import { UncheckedReader } from './uncheckedReader.js';

/**
 * Returns the definitions with faster layouts for the frequent messages. Values, errors and types stay the same: a payload
 * that does not pass the fast validation is decoded by the plain layout, which reports the error.
 */
export function withFastLayouts(
  definitions: readonly AnyMessageDefinition[],
  header: StructCodec<BlockHeader>,
  limits: MessageLimits,
): AnyMessageDefinition[] {
  const layouts = fastLayouts(header, limits);
  return definitions.map((definition) => {
    const fast = layouts.get(definition.command);
    return fast === undefined ? definition : withFastLayout(definition, ...fast);
  });
}

/** By command, the only field of the message and its layout. */
function fastLayouts(
  header: StructCodec<BlockHeader>,
  limits: MessageLimits,
): Map<string, [field: string, layout: FastLayout<unknown>]> {
  const inventory = fastInventory(MAX_INV_ITEMS);
  const layouts = new Map<string, [string, FastLayout<unknown>]>([
    ['inv', ['items', inventory]],
    ['getdata', ['items', inventory]],
    ['notfound', ['items', inventory]],
    ['addr', ['addresses', fastTimedAddresses(MAX_ADDRESSES, ADDRESS_TIME_PROTOCOL_VERSION)]],
    ['addrv2', ['addresses', fastAddressesV2(MAX_ADDRESSES, MAX_ADDRV2_ADDRESS_BYTES)]],
    ['tx', ['transaction', fastTransaction(limits)]],
  ]);
  const fast = fastHeader(header);
  if (fast !== undefined) {
    layouts.set('headers', ['headers', fastHeaders(fast, MAX_HEADERS)]);
    layouts.set('block', ['block', fastBlock(fast, limits)]);
  }
  return layouts;
}

function withFastLayout(
  plain: AnyMessageDefinition,
  field: string,
  { validate, decode, encode }: FastLayout<unknown>,
): AnyMessageDefinition {
  function validated(reader: Reader): UncheckedReader | undefined {
    const unchecked = new UncheckedReader(reader.source, reader.offset, reader.source.length);
    return validate(unchecked, reader.protocolVersion) && unchecked.isInside ? unchecked : undefined;
  }

  function readInto(reader: Reader, target: object): object {
    const unchecked = validated(reader);
    if (unchecked === undefined) return plain.body.readInto(reader, target);
    const start = reader.offset;
    const end = unchecked.at;
    unchecked.at = start;
    (target as Record<string, unknown>)[field] = decode(unchecked);
    reader.offset = end;
    return target;
  }

  function write(writer: Writer, message: object): void {
    const start = writer.offset;
    if (encode?.(writer, (message as Record<string, unknown>)[field]) === true) return;
    writer.offset = start;
    plain.body.write(writer, message);
  }

  return {
    command: plain.command,
    recordedBody: plain.body,
    body: {
      minBytes: plain.body.minBytes,
      readInto,
      read: (reader) => readInto(reader, {}),
      write,
    },
    validate(reader) {
      const unchecked = validated(reader);
      if (unchecked === undefined) plain.body.read(reader);
      else reader.offset = unchecked.at;
    },
  };
}
