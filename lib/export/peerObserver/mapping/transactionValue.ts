import { bytesOfHash, type Hash } from '../../../codec/hash.js';
import { Writer } from '../../../codec/writer.js';
import { blockHash } from '../../../digests/blockHash.js';
import { txid, wtxid } from '../../../digests/transactionId.js';
import type { BlockHeader } from '../../../messages/blockHeader.js';
import { InventoryType, type InventoryItem } from '../../../messages/inventory.js';
import { BITCOIN_LIMITS } from '../../../messages/limits.js';
import { transactionLayout, type Transaction } from '../../../messages/transaction.js';
import type { ValueOf } from '../schema/layout.js';
import type { blockHeader, inventoryItem, transaction } from '../schema/primitives.js';

/** Hashes in wire order. */
export function hashValues(hashes: readonly Hash[]): Uint8Array[] {
  return hashes.map(bytesOfHash);
}

/** @param withRaw whether the bytes of the transaction are added */
export function transactionValue(item: Transaction, withRaw: boolean): ValueOf<typeof transaction> {
  return {
    txid: bytesOfHash(txid(item)),
    wtxid: bytesOfHash(wtxid(item)),
    ...(withRaw ? { raw: rawTransaction(item) } : {}),
  };
}

// The layout is the same on every network, and the limits are the widest ones.
const layout = transactionLayout(BITCOIN_LIMITS);

function rawTransaction(item: Transaction): Uint8Array {
  const writer = new Writer(0);
  layout.write(writer, item);
  return writer.finish();
}

/** Peer-observer has no field for the claim trie of LBRY: it is left out. */
export function headerValue(header: BlockHeader): ValueOf<typeof blockHeader> {
  const { bits, merkleRoot, nonce, prevBlock, timestamp, version } = header;
  return {
    ...{ version, prevBlockhash: bytesOfHash(prevBlock), merkleRoot: bytesOfHash(merkleRoot) },
    ...{ time: timestamp, bits, nonce, hash: bytesOfHash(blockHash(header)) },
  };
}

/** Types that have no separate field, such as filteredBlock, are `unknown`. */
export function inventoryValue({ hash, type }: InventoryItem): ValueOf<typeof inventoryItem> {
  const bytes = bytesOfHash(hash);
  switch (type) {
    case InventoryType.error:
      return { error: true };
    case InventoryType.transaction:
      return { transaction: bytes };
    case InventoryType.block:
      return { block: bytes };
    case InventoryType.witnessTransactionId:
      return { wtx: bytes };
    case InventoryType.witnessTransaction:
      return { witnessTransaction: bytes };
    case InventoryType.witnessBlock:
      return { witnessBlock: bytes };
    case InventoryType.compactBlock:
      return { compactBlock: bytes };
    default:
      return { unknown: { invType: type, hash: bytes } };
  }
}
