import { message, optional, repeated, required } from './layout.js';
import { address, blockHeader, inventoryItem, prefilledTransaction, transaction } from './primitives.js';

const nonce = (name: string) => message(name, { value: required(1, 'fixed64') });
const inventory = (name: string) => message(name, { items: repeated(1, inventoryItem) });
const addresses = (name: string) => message(name, { addresses: repeated(1, address) });
const locator = (name: string) =>
  message(name, {
    version: required(1, 'uint32'),
    locatorHashes: repeated(2, 'bytes'),
    stopHash: required(3, 'bytes'),
  });
const filterRange = (name: string) =>
  message(name, {
    filterType: required(1, 'uint32'),
    startHeight: required(2, 'uint32'),
    stopHash: required(3, 'bytes'),
  });

/** The peer, the direction and the size of the payload of a message. */
export const metadata = message('Metadata', {
  peerId: required(1, 'uint64'),
  addr: required(2, 'string'),
  connType: required(3, 'uint32'),
  command: required(4, 'string'),
  inbound: required(5, 'bool'),
  size: required(6, 'uint64'),
});

export const version = message('Version', {
  version: required(1, 'uint32'),
  services: required(2, 'uint64'),
  timestamp: required(3, 'sint64'),
  receiver: required(4, address),
  sender: required(5, address),
  nonce: required(6, 'uint64'),
  userAgent: required(7, 'string'),
  startHeight: required(8, 'sint32'),
  relay: required(9, 'bool'),
});

export const reject = message('Reject', {
  rejectedCommand: required(1, 'string'),
  reason: required(2, 'uint32'),
  reasonDetails: required(3, 'string'),
  hash: required(4, 'bytes'),
});

/** A message: its metadata, and exactly one of the other fields. */
export const messageEvent = message('MessageEvent', {
  meta: required(1, metadata),
  ping: optional(2, nonce('Ping')),
  pong: optional(3, nonce('Pong')),
  inv: optional(4, inventory('Inv')),
  getdata: optional(5, inventory('GetData')),
  tx: optional(6, message('Tx', { tx: required(1, transaction) })),
  headers: optional(7, message('Headers', { headers: repeated(1, blockHeader) })),
  addr: optional(8, addresses('Addr')),
  addrv2: optional(9, addresses('AddrV2')),
  feefilter: optional(10, message('FeeFilter', { fee: required(1, 'sint64') })),
  getheaders: optional(11, locator('GetHeaders')),
  getblocks: optional(12, locator('GetBlocks')),
  version: optional(13, version),
  notfound: optional(14, inventory('NotFound')),
  reject: optional(39, reject),
  compactblock: optional(
    16,
    message('CompactBlock', {
      header: required(1, blockHeader),
      nonce: required(2, 'uint64'),
      shortIds: repeated(3, 'bytes'),
      transactions: repeated(4, prefilledTransaction),
    }),
  ),
  sendcompact: optional(
    17,
    message('SendCompact', { sendCompact: required(1, 'bool'), version: required(2, 'uint64') }),
  ),
  block: optional(18, message('Block', { header: required(1, blockHeader), transactions: repeated(2, transaction) })),
  getblocktxn: optional(
    19,
    message('GetBlockTxn', { blockHash: required(1, 'bytes'), txIndexes: repeated(2, 'uint64') }),
  ),
  blocktxn: optional(
    20,
    message('BlockTxn', { blockHash: required(1, 'bytes'), transactions: repeated(2, transaction) }),
  ),
  alert: optional(21, message('Alert', { alert: required(1, 'bytes') })),
  filteradd: optional(22, message('FilterAdd', { filter: required(1, 'bytes') })),
  filterload: optional(
    23,
    message('FilterLoad', {
      filter: required(1, 'bytes'),
      hashFuncs: required(2, 'uint32'),
      tweak: required(3, 'uint32'),
      flags: required(4, 'uint32'),
    }),
  ),
  getcfcheckpt: optional(
    24,
    message('GetCFCheckpt', { filterType: required(1, 'uint32'), stopHash: required(2, 'bytes') }),
  ),
  cfheaders: optional(
    25,
    message('CFHeaders', {
      filterType: required(1, 'uint32'),
      stopHash: required(2, 'bytes'),
      previousFilterHeader: required(3, 'bytes'),
      filterHashes: repeated(4, 'bytes'),
    }),
  ),
  cfilter: optional(
    26,
    message('CFilter', {
      filterType: required(1, 'uint32'),
      blockHash: required(2, 'bytes'),
      filter: required(3, 'bytes'),
    }),
  ),
  cfcheckpt: optional(
    27,
    message('CFCheckpt', {
      filterType: required(1, 'uint32'),
      stopHash: required(2, 'bytes'),
      filterHeaders: repeated(3, 'bytes'),
    }),
  ),
  getcfheaders: optional(28, filterRange('GetCFHeaders')),
  getcfilter: optional(29, filterRange('GetCFilter')),
  merkleblock: optional(
    30,
    message('MerkleBlock', {
      header: required(1, blockHeader),
      numTransactions: required(2, 'uint32'),
      bits: repeated(3, 'bool'),
      hashes: repeated(4, 'bytes'),
    }),
  ),
  unknown: optional(31, message('Unknown', { command: required(1, 'string'), payload: required(2, 'bytes') })),
  verack: optional(32, 'bool'),
  sendheaders: optional(33, 'bool'),
  getaddr: optional(34, 'bool'),
  mempool: optional(35, 'bool'),
  wtxidrelay: optional(36, 'bool'),
  sendaddrv2: optional(37, 'bool'),
  filterclear: optional(38, 'bool'),
  emptyaddrv2: optional(40, 'bool'),
  oldping: optional(41, 'bool'),
});
