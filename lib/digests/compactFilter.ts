import type { Hash } from '../codec/primitives.js';
import { sipHashKey } from '../crypto/sipHash.js';
import type { Block } from '../messages/block.js';
import { blockHash } from './blockHash.js';
import { bytesOfHash } from '../codec/hash.js';
import { requireDecoded } from './requireDecoded.js';
import { encodeGolombCodedSet, golombCodedSetHasAny } from './golombCodedSet.js';

/** The parameters of the basic filter, the only type that is defined (BIP158, "Block Filters"). */
const BASIC_FILTER = { p: 19, m: 784_931 };

const OP_RETURN = 0x6a;

/**
 * The basic filter of a block, as in `cfilter`: the set of the scripts of its outputs and of the outputs that it spends.
 * `previousOutputScripts` are the scripts of the spent outputs, in any order; the block does not contain them (BIP158; Bitcoin Core,
 * blockfilter.cpp).
 *
 * Errors with LocalProtocolError `INVALID_VALUE` for a block with `undecoded`.
 */
export function compactFilterOfBlock({
  block,
  previousOutputScripts,
}: {
  block: Block;
  previousOutputScripts: Iterable<Uint8Array>;
}): Uint8Array {
  requireDecoded(block);
  return encodeGolombCodedSet(
    basicElements(block, previousOutputScripts),
    keyOf(blockHash(block.header)),
    BASIC_FILTER,
  );
}

/**
 * True if the block pays to or spends from one of these scripts. False positives: one in 784,931 for each script.
 *
 * Errors with RemoteProtocolError `SHORT_PAYLOAD`, `LEFTOVER`, `NON_CANONICAL` or `LIMIT_EXCEEDED` when the filter is malformed. Does not
 * check that the filter belongs to the block: `compactFilterVerify` does.
 * Stores one number for each script during the call.
 */
export function compactFilterMatchesAny(filter: Uint8Array, blockHash: Hash, scripts: Iterable<Uint8Array>): boolean {
  return golombCodedSetHasAny(filter, scripts, keyOf(blockHash), BASIC_FILTER);
}

function* basicElements({ transactions }: Block, previousOutputScripts: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const { outputs } of transactions) {
    for (const { script } of outputs) if (script.length > 0 && script[0] !== OP_RETURN) yield script;
  }
  for (const script of previousOutputScripts) if (script.length > 0) yield script;
}

/** "The parameter k MUST be set to the first 16 bytes of the hash of the block", in the wire's order. */
function keyOf(hash: Hash) {
  return sipHashKey(bytesOfHash(hash));
}
