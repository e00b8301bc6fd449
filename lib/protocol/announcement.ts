import type { Hash } from '../codec/primitives.js';
import { blockHash } from '../digests/blockHash.js';
import type { BlockHeader } from '../messages/blockHeader.js';
import { InventoryType, isTransactionItem, withoutWitnessFlag, type InventoryItem } from '../messages/inventory.js';
import { LocalProtocolError } from '../base/errors.js';
import type { Agreement } from './runtime/agreement.js';

/** A transaction to announce by whichever of its two ids the remote takes. */
export interface AnnouncedTransaction {
  /** 64 lower-case hex digits, as explorers show it. */
  readonly txid: Hash;
  /** The id over all bytes, the witness included (BIP141); of a transaction without witness the same as `txid`. */
  readonly wtxid: Hash;
  /**
   * Its fee in satoshis per 1000 virtual bytes. A remote whose `feefilter` (BIP133) is higher does not get the announcement. Default: the
   * remote's feefilter is not applied.
   */
  readonly feeRateSatPerKvB?: bigint | undefined;
}

/** A block to announce: by its header to a remote that sent `sendheaders` (BIP130), else by an inv. */
export interface AnnouncedBlock {
  readonly header: BlockHeader;
}

/**
 * Something to announce. An InventoryItem has one id only: a transaction named by its txid cannot be announced to a remote that takes wtxids, nor
 * the other way round.
 */
export type Announcement = InventoryItem | AnnouncedTransaction | AnnouncedBlock;

/** Why a remote does not get an announcement. */
export type AnnouncementRefusal =
  /** Its version says relay=0 (BIP37). */
  | 'NO_RELAY'
  /** wtxidrelay was agreed, and only the txid is known (BIP339). */
  | 'WTXID_NEEDED'
  /** wtxidrelay was not agreed, and only the wtxid is known. */
  | 'TXID_NEEDED'
  /** The fee is below its feefilter (BIP133). */
  | 'LOW_FEE';

/**
 * The item by which a remote takes this announcement, or why it does not take it.
 *
 * Transactions by wtxid (MSG_WTX) where wtxidrelay was agreed (BIP339), by txid (MSG_TX) elsewhere; none to a remote whose version says relay=0
 * (BIP37). MSG_WITNESS_FLAG is for getdata only (BIP144), so it is taken off. Before a version has arrived nothing was refused.
 * Bitcoin Core, net_processing.cpp: SendMessages.
 */
export function inventoryOf(
  announcement: Announcement,
  { features, remote }: Agreement,
): InventoryItem | AnnouncementRefusal {
  if ('header' in announcement) return { type: InventoryType.block, hash: blockHash(announcement.header) };
  const isPair = 'txid' in announcement;
  if (!isPair && !isTransactionItem(announcement)) return withoutWitnessFlag(announcement);
  if (remote !== undefined && !features.relay) return 'NO_RELAY';
  if (isPair) {
    const { feeRateSatPerKvB, txid, wtxid } = announcement;
    if (feeRateSatPerKvB !== undefined && feeRateSatPerKvB < (features.feeRate ?? 0n)) return 'LOW_FEE';
    return features.wtxidRelay
      ? { type: InventoryType.witnessTransactionId, hash: wtxid }
      : { type: InventoryType.transaction, hash: txid };
  }
  const isWtxid = announcement.type === InventoryType.witnessTransactionId;
  if (features.wtxidRelay !== isWtxid) return isWtxid ? 'TXID_NEEDED' : 'WTXID_NEEDED';
  return withoutWitnessFlag(announcement);
}

/** Errors with LocalProtocolError `INVALID_VALUE` for a value that is no Announcement, before any of it is queued. */
export function requireAnnouncement(value: Announcement): void {
  const { hash, header, txid, type, wtxid } = (value ?? {}) as {
    [K in 'hash' | 'header' | 'txid' | 'type' | 'wtxid']?: unknown;
  };
  if (typeof hash === 'string' && typeof type === 'number') return;
  if (typeof txid === 'string' && typeof wtxid === 'string') return;
  if (typeof header === 'object' && header !== null) return;
  throw new LocalProtocolError('INVALID_VALUE', 'announce() takes { type, hash }, { txid, wtxid } or { header }');
}
