import { bytesOfHash } from '../../../codec/hash.js';
import { RejectCode } from '../../../messages/reject.js';
import type { Message, MessageOf } from '../../../messages/table.js';
import type { Transaction } from '../../../messages/transaction.js';
import type { MessageEventValue } from '../schema/event.js';
import { addressValue, ipAddressValue } from './addressValue.js';
import { hashValues, headerValue, inventoryValue, transactionValue } from './transactionValue.js';

/** The fields of a message, without its metadata: exactly one key. */
export type MessageFields = Omit<MessageEventValue, 'meta'>;

/** Flags of a merkleblock beyond this are not expanded to one field for each bit: 65,535 transactions of a block have at most 2^17 tree nodes. */
const MAX_TREE_FLAG_BYTES = 16_384;

/**
 * The fields of a decoded message; undefined if peer-observer has no message for it, or requires a field that the message does not have.
 *
 * @param withRaw whether transactions have their bytes
 */
export function messageFields(message: Message, withRaw: boolean): MessageFields | undefined {
  switch (message.command) {
    case 'version':
      return versionFields(message);
    case 'verack':
      return { verack: true };
    case 'wtxidrelay':
      return { wtxidrelay: true };
    case 'sendaddrv2':
      return { sendaddrv2: true };
    case 'sendheaders':
      return { sendheaders: true };
    case 'getaddr':
      return { getaddr: true };
    case 'mempool':
      return { mempool: true };
    case 'filterclear':
      return { filterclear: true };
    case 'sendcmpct':
      return { sendcompact: { sendCompact: message.announce, version: message.version } };
    case 'feefilter':
      return { feefilter: { fee: message.feeRate } };
    case 'ping':
      return message.nonce === undefined ? { oldping: true } : { ping: { value: message.nonce } };
    case 'pong':
      return { pong: { value: message.nonce } };
    case 'inv':
      return { inv: { items: message.items.map(inventoryValue) } };
    case 'getdata':
      return { getdata: { items: message.items.map(inventoryValue) } };
    case 'notfound':
      return { notfound: { items: message.items.map(inventoryValue) } };
    case 'getblocks':
      return { getblocks: locatorFields(message) };
    case 'getheaders':
      return { getheaders: locatorFields(message) };
    case 'headers':
      return { headers: { headers: message.headers.map(headerValue) } };
    case 'block':
      return {
        block: {
          header: headerValue(message.block.header),
          transactions: transactionsOf(message.block.transactions),
        },
      };
    case 'tx':
      return { tx: { tx: transactionValue(message.transaction, withRaw) } };
    case 'addr':
      return { addr: { addresses: message.addresses.map(ipAddressValue) } };
    case 'addrv2':
      return { addrv2: { addresses: message.addresses.map(addressValue) } };
    case 'reject':
      return rejectFields(message);
    case 'alert':
      return { alert: { alert: message.payload } };
    case 'filterload':
      // The enumeration has no value for other flags.
      return message.flags > 2
        ? undefined
        : { filterload: { ...message, hashFuncs: message.hashFunctions, flags: message.flags } };
    case 'filteradd':
      return { filteradd: { filter: message.data } };
    case 'merkleblock':
      return merkleblockFields(message);
    case 'cmpctblock':
      return compactBlockFields(message);
    case 'getblocktxn':
      return { getblocktxn: { blockHash: bytesOfHash(message.blockHash), txIndexes: message.indexes.map(BigInt) } };
    case 'blocktxn':
      return {
        blocktxn: {
          blockHash: bytesOfHash(message.blockHash),
          transactions: transactionsOf(message.transactions),
        },
      };
    case 'getcfilters':
      return { getcfilter: { ...message, stopHash: bytesOfHash(message.stopHash) } };
    case 'cfilter':
      return { cfilter: { ...message, blockHash: bytesOfHash(message.blockHash) } };
    case 'getcfheaders':
      return { getcfheaders: { ...message, stopHash: bytesOfHash(message.stopHash) } };
    case 'cfheaders':
      return {
        cfheaders: {
          filterType: message.filterType,
          stopHash: bytesOfHash(message.stopHash),
          previousFilterHeader: bytesOfHash(message.previousFilterHeader),
          filterHashes: hashValues(message.filterHashes),
        },
      };
    case 'getcfcheckpt':
      return { getcfcheckpt: { filterType: message.filterType, stopHash: bytesOfHash(message.stopHash) } };
    case 'cfcheckpt':
      return {
        cfcheckpt: {
          filterType: message.filterType,
          stopHash: bytesOfHash(message.stopHash),
          filterHeaders: hashValues(message.filterHeaders),
        },
      };
    case 'sendtxrcncl':
    case 'feature':
    case 'unknown':
      return undefined;
  }

  function transactionsOf(transactions: readonly Transaction[]) {
    return transactions.map((item) => transactionValue(item, withRaw));
  }

  function compactBlockFields(compact: MessageOf<'cmpctblock'>): MessageFields {
    const { header, nonce, prefilledTransactions, shortIds } = compact;
    let next = 0;
    const transactions = prefilledTransactions.map(({ index, transaction }) => {
      const diffIndex = index - next;
      next = index + 1;
      return { diffIndex, tx: transactionValue(transaction, withRaw) };
    });
    return {
      compactblock: { header: headerValue(header), nonce, shortIds: shortIds.map(shortIdBytes), transactions },
    };
  }
}

/** The short form of a version without its last fields cannot be represented: all fields of peer-observer's message are required. */
function versionFields(message: MessageOf<'version'>): MessageFields | undefined {
  const { addrFrom, addrRecv, nonce, relay = true, services, startHeight, timestamp, userAgent, version } = message;
  if (addrFrom === undefined || nonce === undefined || userAgent === undefined || startHeight === undefined) {
    return undefined;
  }
  return {
    version: {
      ...{ version: version >>> 0, services, timestamp, nonce, userAgent, startHeight, relay },
      receiver: ipAddressValue(addrRecv),
      sender: ipAddressValue(addrFrom),
    },
  };
}

function locatorFields({ locator, stopHash, version }: MessageOf<'getblocks' | 'getheaders'>) {
  return { version, locatorHashes: hashValues(locator), stopHash: bytesOfHash(stopHash) };
}

/** The values of peer-observer's enumeration RejectReason. */
const REJECT_REASONS: ReadonlyMap<number, number> = new Map([
  [RejectCode.malformed, 0],
  [RejectCode.invalid, 1],
  [RejectCode.obsolete, 2],
  [RejectCode.duplicate, 3],
  [RejectCode.nonstandard, 4],
  [RejectCode.dust, 5],
  [RejectCode.insufficientFee, 6],
  [RejectCode.checkpoint, 7],
]);

/** A reject without a hash has 32 zeros: the field is required, and peer-observer's tools expect 32 bytes. */
function rejectFields({
  code,
  hash = '0'.repeat(64),
  message,
  reason,
}: MessageOf<'reject'>): MessageFields | undefined {
  const value = REJECT_REASONS.get(code);
  if (value === undefined) return undefined;
  return { reject: { rejectedCommand: message, reason: value, reasonDetails: reason, hash: bytesOfHash(hash) } };
}

function merkleblockFields({ flags, hashes, header, totalTransactions }: MessageOf<'merkleblock'>) {
  if (flags.length > MAX_TREE_FLAG_BYTES) return undefined;
  const bits = Array.from(flags).flatMap((byte) => Array.from({ length: 8 }, (_, bit) => ((byte >> bit) & 1) === 1));
  return {
    merkleblock: { header: headerValue(header), numTransactions: totalTransactions, bits, hashes: hashValues(hashes) },
  };
}

/** 48 bits in wire order. */
function shortIdBytes(shortId: number): Uint8Array {
  const bytes = new Uint8Array(6);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, shortId % 0x1_0000_0000, true);
  view.setUint16(4, Math.floor(shortId / 0x1_0000_0000), true);
  return bytes;
}
