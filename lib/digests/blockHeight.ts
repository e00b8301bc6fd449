import type { Block } from '../messages/block.js';

/** BIP34: from this block version on, the coinbase script begins with the height. */
const HEIGHT_VERSION = 2;

/**
 * The height in a block's coinbase; undefined for blocks before BIP34 and for a coinbase without a valid height.
 *
 * The height is not verified: a remote can send a block with any number there.
 */
export function blockHeight({ header, transactions }: Block): number | undefined {
  return header.version >= HEIGHT_VERSION ? heightIn(transactions[0]?.inputs[0]?.script) : undefined;
}

/** BIP34: the coinbase's script begins with the height, as a number of one to four bytes, low byte first. */
function heightIn(script: Uint8Array | undefined): number | undefined {
  const length = script?.[0];
  if (script === undefined || length === undefined) return undefined;
  if (length === 0) return 0;
  if (length > 0x50 && length <= 0x60) return length - 0x50;
  if (length > 4 || script.length <= length) return undefined;
  let height = 0;
  for (let i = length; i >= 1; i--) height = height * 256 + script[i]!;
  return height;
}
