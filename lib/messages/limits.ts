import { MAX_COMPACT_SIZE } from '../codec/compactSize.js';

/** The limits and rules of messages that differ between networks. A limit that is the same everywhere is declared beside its shape. */
export interface MessageLimits {
  /** Of a frame's payload. */
  readonly maxPayloadBytes: number;
  /** Hashes in a block locator. */
  readonly maxLocatorHashes: number;
  /** Of one item of a witness. */
  readonly maxWitnessItemBytes: number;
  /** Items in the witness of one input. */
  readonly maxWitnessItems: number;
  /** Of the filter of a block. */
  readonly maxFilterBytes: number;
  /** The number of transactions that an item of `headers` may declare; it has none, so Bitcoin Core ignores the number. */
  readonly maxHeaderTransactions: number;
  /** Whether a transaction may have a witness flag and no witness. */
  readonly allowsEmptyWitness: boolean;
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
};
