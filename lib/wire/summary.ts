import { toHex } from '../codec/hex.js';
import { blockHash } from '../digests/blockHash.js';
import { blockHeight } from '../digests/blockHeight.js';
import { claimOf } from '../digests/claim.js';
import { txid } from '../digests/transactionId.js';
import type { AddressV2, TimedAddress } from '../messages/addresses.js';
import { formatAddress } from '../address/addressText.js';
import { formatHostPort } from '../base/hostPort.js';
import type { Block } from '../messages/block.js';
import type { InventoryItem } from '../messages/inventory.js';
import { formatIp } from '../address/ipAddress.js';
import { serviceNames } from '../messages/serviceNames.js';
import type { TransactionOutput } from '../messages/transaction.js';
import type { Message } from '../messages/table.js';
import { inventoryTypeName } from './inventoryTypeName.js';

/**
 * Summarizes a message in a few words for people. It may contain text from the remote with control characters: pass it to `escapeText` before
 * it reaches a terminal.
 *
 * @param payloadBytes size of the payload in bytes
 */
export function summary(message: Message, payloadBytes: number): string {
  switch (message.command) {
    case 'version': {
      const { version, userAgent = '', startHeight = 0, services } = message;
      return `${version} ${userAgent} height ${startHeight} services ${servicesText(services)}`;
    }
    case 'ping':
    case 'pong':
      return message.nonce === undefined ? '' : `0x${message.nonce.toString(16).padStart(16, '0')}`;
    case 'inv':
    case 'getdata':
    case 'notfound':
      return inventory(message.items);
    case 'headers':
      return headers(message.headers.map(blockHash));
    case 'getblocks':
    case 'getheaders':
      return `from ${message.locator[0] ?? 'anywhere'}`;
    case 'block':
      return block(message.block, payloadBytes);
    case 'tx': {
      const { inputs, outputs } = message.transaction;
      const size = `${inputs.length} in ${outputs.length} out ${payloadBytes} bytes`;
      return `${txid(message.transaction)} ${size}${claims(outputs)}`;
    }
    case 'addr':
      return addresses(message.addresses, message.addresses[0] && textOfTimed(message.addresses[0]));
    case 'addrv2':
      return addresses(message.addresses, message.addresses[0] && textOfV2(message.addresses[0]));
    case 'feefilter':
      return `${message.feeRate} sat/kvB`;
    case 'sendcmpct':
      return `version ${message.version}${message.announce ? ' announce' : ''}`;
    case 'reject':
      return `${message.message} code 0x${message.code.toString(16)} ${JSON.stringify(message.reason)}`;
    case 'cmpctblock': {
      const { header, shortIds, prefilledTransactions } = message;
      return `${blockHash(header)} ${shortIds.length} short ids ${prefilledTransactions.length} prefilled`;
    }
    case 'merkleblock':
      return `${blockHash(message.header)} ${message.hashes.length} hashes of ${message.totalTransactions} tx`;
    case 'getblocktxn':
      return `${message.blockHash} ${message.indexes.length} tx`;
    case 'blocktxn':
      return `${message.blockHash} ${message.transactions.length} tx`;
    case 'cfilter':
      return `${message.blockHash} ${message.filter.length} bytes`;
    case 'getcfilters':
    case 'getcfheaders':
      return `from height ${message.startHeight} to ${message.stopHash}`;
    case 'cfheaders':
      return `${message.filterHashes.length} to ${message.stopHash}`;
    case 'feature':
      return `${message.featureId} ${message.featureData.length} bytes`;
    default:
      return payloadBytes === 0 ? '' : `${payloadBytes} bytes`;
  }
}

/** Maximum number of service names in a summary: a remote may set all 64 bits. */
const MAX_SERVICES = 8;

function servicesText(services: bigint): string {
  const names = serviceNames(services);
  if (names.length === 0) return 'none';
  return names.length > MAX_SERVICES ? `${names.slice(0, MAX_SERVICES).join(', ')}, …` : names.join(', ');
}

/** The claim operations of LBRY outputs. Only the first three, because a remote may send thousands. */
function claims(outputs: readonly TransactionOutput[]): string {
  const texts: string[] = [];
  for (const { script } of outputs) {
    const claim = claimOf(script);
    if (claim === undefined) continue;
    if (texts.push(`, ${claim.kind} ${JSON.stringify(claim.name)}`) < 4) continue;
    texts[3] = ', …';
    break;
  }
  return texts.join('');
}

function inventory(items: readonly InventoryItem[]): string {
  const counts = new Map<string, number>();
  for (const { type } of items) {
    const kind = inventoryTypeName(type);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  // At most five types, because a remote may send as many types as items.
  const listed = [...counts].slice(0, 5).map(([kind, count]) => `${count} ${kind}`);
  const text = counts.size > 5 ? `${listed.join(', ')}, …` : listed.join(', ');
  return items.length === 1 ? `${text} ${items[0]!.hash}` : text || '0';
}

function headers(hashes: readonly string[]): string {
  if (hashes.length === 0) return '0';
  return hashes.length === 1 ? `1 ${hashes[0]!}` : `${hashes.length} ${hashes[0]!} to ${hashes.at(-1)!}`;
}

function block(message: Block, payloadBytes: number): string {
  const { header, transactions } = message;
  const height = blockHeight(message);
  const place = height === undefined ? '' : ` height ${height}`;
  return `${blockHash(header)}${place} ${transactions.length} tx ${payloadBytes} bytes`;
}

function addresses(all: readonly unknown[], first: string | undefined): string {
  if (first === undefined) return '0';
  return all.length === 1 ? `1 ${first}` : `${all.length} ${first}, …`;
}

function textOfTimed({ ip, port }: TimedAddress): string {
  return formatHostPort(formatIp(ip), port);
}

function textOfV2({ networkId, address, port }: AddressV2): string {
  const host = formatAddress({ networkId, address });
  return host === undefined ? `network ${networkId} ${toHex(address)} port ${port}` : formatHostPort(host, port);
}
