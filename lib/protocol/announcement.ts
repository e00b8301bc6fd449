import type { Hash } from '../codec/primitives.js';
import { blockHash } from '../digests/blockHash.js';
import type { BlockHeader } from '../messages/blockHeader.js';
import { InventoryType, isTransactionItem, withoutWitnessFlag, type InventoryItem } from '../messages/inventory.js';
import { LocalProtocolError } from '../base/errors.js';
import { show } from '../base/show.js';
import type { Agreement } from './runtime/agreement.js';

/** The maximum number of field names in an error message. */
const MAX_SHOWN_NAMES = 5;

/** A transaction to announce. Of its two ids, the one that the remote accepts is sent. */
export interface AnnouncedTransaction {
  /** The id without the witness: 64 lower-case hex digits, as block explorers show it. */
  readonly txid: Hash;
  /** The id with the witness (BIP141), in the same format; equal to `txid` for a transaction without witness. */
  readonly wtxid: Hash;
  /**
   * The fee rate in satoshis per 1000 virtual bytes. A remote whose `feefilter` (BIP133) is higher does not get the announcement. Default: the
   * remote's feefilter is not applied.
   */
  readonly feeRateSatPerKvB?: bigint | undefined;
}

/** A block to announce: by its header to a remote that sent `sendheaders` (BIP130), else by an inv. */
export interface AnnouncedBlock {
  /** The header of the block. */
  readonly header: BlockHeader;
}

/**
 * A block or transaction to announce. An InventoryItem has only one id: a transaction given by its txid cannot be announced to a remote
 * that accepts only wtxids, and a transaction given by its wtxid cannot be announced to a remote that accepts only txids.
 */
export type Announcement = InventoryItem | AnnouncedTransaction | AnnouncedBlock;

/** Why a remote does not get an announcement. */
export type AnnouncementRefusal =
  /** The remote's version has relay=0 (BIP37). */
  | 'NO_RELAY'
  /** wtxidrelay was negotiated, and only the txid was given (BIP339). */
  | 'WTXID_NEEDED'
  /** wtxidrelay was not negotiated, and only the wtxid was given. */
  | 'TXID_NEEDED'
  /** The fee rate is below the remote's feefilter (BIP133). */
  | 'LOW_FEE';

/**
 * The inventory item that announces this to the remote, or the reason why the remote does not accept it.
 *
 * A transaction is announced by wtxid (MSG_WTX) if wtxidrelay was negotiated (BIP339), else by txid (MSG_TX), and not at all to a remote whose
 * version has relay=0 (BIP37). MSG_WITNESS_FLAG is removed, since it is for getdata only (BIP144). Before the remote's version arrives,
 * relay=0 is not assumed. Source: Bitcoin Core, net_processing.cpp SendMessages.
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

/** Errors with LocalProtocolError `INVALID_VALUE` for a value that is not an Announcement. */
export function requireAnnouncement(value: Announcement): void {
  const { hash, header, txid, type, wtxid } = (value ?? {}) as {
    [K in 'hash' | 'header' | 'txid' | 'type' | 'wtxid']?: unknown;
  };
  if (typeof hash === 'string' && typeof type === 'number') return;
  if (typeof txid === 'string' && typeof wtxid === 'string') return;
  if (typeof header === 'object' && header !== null) return;
  const got = typeof value === 'object' && value !== null ? `an object with ${fieldNames(value)}` : show(value);
  const fact = `{ type, hash }, { txid, wtxid } or { header } expected by announce(), got ${got}`;
  throw new LocalProtocolError('INVALID_VALUE', fact);
}

function fieldNames(value: object): string {
  const names = Object.keys(value).slice(0, MAX_SHOWN_NAMES);
  return names.length === 0 ? 'no field' : names.join(', ');
}
