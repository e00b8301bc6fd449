import { MAX_COMPACT_SIZE } from '../codec/compactSize.js';

/** Limits and rules of messages that differ between networks. A limit that is equal on all networks is declared in the file of its message. */
export interface MessageLimits {
  /** Maximum size of the payload of a frame, in bytes. */
  readonly maxPayloadBytes: number;
  /** Maximum number of hashes in a block locator. */
  readonly maxLocatorHashes: number;
  /** Maximum size of one item of a witness, in bytes. */
  readonly maxWitnessItemBytes: number;
  /** Maximum number of items in the witness of one input. */
  readonly maxWitnessItems: number;
  /** Maximum size of the compact filter of a block, in bytes. */
  readonly maxFilterBytes: number;
  /** Maximum number of transactions that an item of `headers` may declare. The item contains none, so Bitcoin Core ignores the number. */
  readonly maxHeaderTransactions: number;
  /** True: a transaction may have the witness flag although none of its inputs has a witness. */
  readonly allowsEmptyWitness: boolean;
  /**
   * What happens to a transaction with flags that BIP144 does not define. `refuse`: it cannot be decoded, as in Bitcoin Core. `keep`: the
   * data are kept as bytes. A `tx` has them in `transaction.extension`; a `block` has this transaction and all after it in
   * `block.undecoded`.
   */
  readonly unknownTransactionFlags: 'refuse' | 'keep';
}

/** Bitcoin Core: MAX_PROTOCOL_MESSAGE_LENGTH (net.h), MAX_LOCATOR_SZ (net_processing.cpp); btcd for the witness. */
export const BITCOIN_LIMITS: MessageLimits = {
  maxPayloadBytes: 4_000_000,
  maxLocatorHashes: 101,
  maxWitnessItemBytes: 4_000_000,
  maxWitnessItems: 4_000_000,
  maxFilterBytes: 4_000_000,
  maxHeaderTransactions: MAX_COMPACT_SIZE,
  allowsEmptyWitness: false,
  unknownTransactionFlags: 'refuse',
};

/** lbcd: MaxMessagePayload (wire/message.go), MaxBlockLocatorsPerMsg (wire/msggetblocks.go), wire/msgtx.go for the witness, wire/msgcfilter.go, wire/msgheaders.go. */
export const LBRY_LIMITS: MessageLimits = {
  maxPayloadBytes: 32 * 1024 * 1024,
  maxLocatorHashes: 500,
  maxWitnessItemBytes: 11_000,
  maxWitnessItems: 500_000,
  maxFilterBytes: 256 * 1024,
  maxHeaderTransactions: 0,
  allowsEmptyWitness: true,
  unknownTransactionFlags: 'refuse',
};
