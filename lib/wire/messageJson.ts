import { blockHash } from '../digests/blockHash.js';
import { txid, wtxid } from '../digests/transactionId.js';
import type { AddressV2, TimedAddress } from '../messages/addresses.js';
import { NetworkId, formatAddress } from '../address/addressText.js';
import type { Block } from '../messages/block.js';
import type { BlockHeader } from '../messages/blockHeader.js';
import { InventoryType, type InventoryItem } from '../messages/inventory.js';
import { formatIp } from '../address/ipAddress.js';
import type { NetAddress } from '../messages/netAddress.js';
import { serviceNames } from '../messages/serviceNames.js';
import type { Message } from '../messages/table.js';
import type { Transaction } from '../messages/transaction.js';
import { toJson, type Json } from './json.js';
import { isoTime } from '../base/timeText.js';

/**
 * A message as `--json` prints it; json.schema.json describes the form. It is the JSON of `toJson`, plus values that a consumer would
 * have to compute: hashes of blocks and transactions, names of inventory types, services and networks, addresses as text, times as
 * ISO 8601.
 */
export function messageJson(message: Message): Json {
  switch (message.command) {
    case 'version': {
      const { addrFrom, addrRecv, services, timestamp } = message;
      return {
        ...fields(message),
        ...servicesJson(services),
        timestamp: secondsJson(timestamp),
        addrRecv: netAddressJson(addrRecv),
        ...(addrFrom === undefined ? {} : { addrFrom: netAddressJson(addrFrom) }),
      };
    }
    case 'inv':
    case 'getdata':
    case 'notfound':
      return { command: message.command, items: message.items.map(itemJson) };
    case 'headers':
      return { command: message.command, headers: message.headers.map(headerJson) };
    case 'block':
      return { command: message.command, block: blockJson(message.block) };
    case 'tx':
      return { command: message.command, transaction: transactionJson(message.transaction) };
    case 'addr':
      return { command: message.command, addresses: message.addresses.map(timedAddressJson) };
    case 'addrv2':
      return { command: message.command, addresses: message.addresses.map(addressV2Json) };
    case 'merkleblock':
      return { ...fields(message), header: headerJson(message.header) };
    case 'cmpctblock': {
      const { header, nonce, prefilledTransactions, shortIds, command } = message;
      const prefilled = prefilledTransactions.map(({ index, transaction }) => ({
        index,
        transaction: transactionJson(transaction),
      }));
      return {
        command,
        header: headerJson(header),
        nonce: nonce.toString(),
        shortIds,
        prefilledTransactions: prefilled,
      };
    }
    case 'blocktxn': {
      const { blockHash: hash, command, transactions } = message;
      return { command, blockHash: hash, transactions: transactions.map(transactionJson) };
    }
    default:
      return toJson(message);
  }
}

function itemJson({ type, hash }: InventoryItem): Json {
  return { type, typeName: TYPE_NAMES.get(type) ?? 'unknown', hash };
}

const TYPE_NAMES = new Map<number, string>(Object.entries(InventoryType).map(([name, type]) => [type, name]));

function blockJson({ header, transactions }: Block): Json {
  return { header: headerJson(header), transactions: transactions.map(transactionJson) };
}

function headerJson(header: BlockHeader): Json {
  return { hash: blockHash(header), ...fields(header), timestamp: secondsJson(header.timestamp) };
}

function transactionJson(transaction: Transaction): Json {
  return { txid: txid(transaction), wtxid: wtxid(transaction), ...fields(transaction) };
}

function timedAddressJson({ time, ...address }: TimedAddress): Json {
  return { ...(time === undefined ? {} : { time: secondsJson(time) }), ...netAddressJson(address) };
}

function netAddressJson({ ip, port, services }: NetAddress): { [key: string]: Json } {
  return { ...servicesJson(services), ip: formatIp(ip), port };
}

function addressV2Json(entry: AddressV2): Json {
  const { networkId, port, services, time } = entry;
  return {
    time: secondsJson(time),
    ...servicesJson(services),
    networkId,
    networkName: NETWORK_NAMES.get(networkId) ?? 'unknown',
    // formatAddress returns undefined for bytes that are not a valid address of their network.
    address: formatAddress(entry) ?? toJson(entry.address),
    port,
  };
}

const NETWORK_NAMES = new Map<number, string>(Object.entries(NetworkId).map(([name, id]) => [id, name]));

function servicesJson(services: bigint): { services: string; serviceNames: string[] } {
  return { services: services.toString(), serviceNames: serviceNames(services) };
}

/** Seconds since 1970 as ISO 8601; as decimal text if they are outside the range of Date: a remote may send any number. */
function secondsJson(seconds: number | bigint): string {
  return isoTime(Number(seconds) * 1000) ?? seconds.toString();
}

function fields(value: object): { [key: string]: Json } {
  return toJson(value) as { [key: string]: Json };
}
