import { message, optional, required } from './layout.js';

// Source of all names and numbers in this folder: github.com/peer-observer/peer-observer, folder protobuf/, as of 2025-12-30.

/** A transaction: both ids in wire order, and its bytes with the witness. */
export const transaction = message('Transaction', {
  txid: required(1, 'bytes'),
  wtxid: required(2, 'bytes'),
  raw: optional(3, 'bytes'),
});

/** A block header of Bitcoin. Hashes are in wire order. */
export const blockHeader = message('BlockHeader', {
  version: required(1, 'sint32'),
  prevBlockhash: required(2, 'bytes'),
  merkleRoot: required(3, 'bytes'),
  time: required(4, 'uint32'),
  bits: required(5, 'uint32'),
  nonce: required(6, 'uint32'),
  hash: required(7, 'bytes'),
});

/** An address of a network that BIP155 does not define. */
export const unknownAddress = message('UnknownAddress', { id: required(1, 'uint32'), address: required(2, 'bytes') });

/** A network address; exactly one of the fields from `ipv4` to `unknown` is set. */
export const address = message('Address', {
  timestamp: required(1, 'uint32'),
  ipv4: optional(2, 'string'),
  ipv6: optional(3, 'string'),
  torv2: optional(4, 'string'),
  torv3: optional(5, 'string'),
  i2p: optional(6, 'string'),
  cjdns: optional(7, 'string'),
  unknown: optional(8, unknownAddress),
  services: required(9, 'uint64'),
  port: required(10, 'uint32'),
});

/** An inventory item of a type that has no separate field. */
export const unknownItem = message('UnknownItem', { invType: required(1, 'uint32'), hash: required(2, 'bytes') });

/** An inventory item; exactly one field is set. */
export const inventoryItem = message('InventoryItem', {
  transaction: optional(1, 'bytes'),
  block: optional(2, 'bytes'),
  wtx: optional(3, 'bytes'),
  witnessTransaction: optional(4, 'bytes'),
  witnessBlock: optional(5, 'bytes'),
  compactBlock: optional(6, 'bytes'),
  unknown: optional(7, unknownItem),
  error: optional(15, 'bool'),
});

/** A transaction of a compact block. */
export const prefilledTransaction = message('PrefilledTransaction', {
  diffIndex: required(1, 'uint32'),
  tx: required(2, transaction),
});

/** The type of a connection: the values of the enumeration ConnType. */
export const ConnectionType = { unknown: 0, inbound: 1, outboundFullRelay: 2, blockRelayOnly: 3, feeler: 4 } as const;
