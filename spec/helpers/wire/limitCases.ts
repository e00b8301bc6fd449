import type { RemoteProtocolErrorCode } from '../../../lib/base/errors.js';
import type { Message } from '../../../lib/messages/table.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { lbry } from '../../../lib/networks/lbry.js';
import type { Network } from '../../../lib/networks/network.js';
import { bytes, size } from './bytes.js';

/** A limit of a message, with the message of any count, encoded and as a value. */
export interface LimitCase {
  title: string;
  network: Network;
  limit: number;
  /** Code of the RemoteProtocolError above the limit. Default `LIMIT_EXCEEDED`. */
  excessCode?: RemoteProtocolErrorCode;
  /** Path of the field that exceeds the limit. */
  path: string;
  message: (count: number) => Message;
  payload: (count: number) => Uint8Array;
}

const HASH = '0'.repeat(64);
const hash = new Uint8Array(32);
const zeros = (length: number): Uint8Array => new Uint8Array(length);
const repeat = <T>(count: number, item: T): T[] => new Array<T>(count).fill(item);

export const header = { version: 0, prevBlock: HASH, merkleRoot: HASH, timestamp: 0, bits: 0, nonce: 0 };
export const lbryHeader = { ...header, claimTrie: HASH };
const emptyTransaction = { version: 0, inputs: [], outputs: [], lockTime: 0 };
const input = { previousOutput: { hash: HASH, index: 0 }, script: zeros(0), sequence: 0 };
const BITCOIN = bitcoin.regtest;
const LBRY = lbry.regtest;

/** A tx with one input, and that witness on the wire. */
export function witnessPayload(witness: Uint8Array): Uint8Array {
  return bytes(zeros(4), '0001', 1, zeros(36), 0, zeros(4), 0, witness, zeros(4));
}

export const limitCases: LimitCase[] = [
  ...(['inv', 'getdata', 'notfound'] as const).map((command) => ({
    title: command,
    network: BITCOIN,
    limit: 50_000,
    excessCode: command === 'notfound' ? ('LIMIT_EXCEEDED' as const) : ('TOO_MANY_ITEMS' as const),
    path: 'items',
    message: (count: number): Message => ({ command, items: repeat(count, { type: 0, hash: HASH }) }),
    payload: (count: number) => bytes(size(count), zeros(36 * count)),
  })),
  ...[BITCOIN, LBRY].flatMap((network) =>
    (['getblocks', 'getheaders'] as const).map((command) => ({
      title: `${command} of ${network.name}`,
      network,
      limit: network === LBRY ? 500 : 101,
      excessCode: 'LOCATOR_TOO_LONG' as const,
      path: 'locator',
      message: (count: number): Message => ({ command, version: 0, locator: repeat(count, HASH), stopHash: HASH }),
      payload: (count: number) => bytes(zeros(4), size(count), zeros(32 * count), hash),
    })),
  ),
  {
    title: 'headers',
    network: BITCOIN,
    limit: 2000,
    excessCode: 'TOO_MANY_ITEMS',
    path: 'headers',
    message: (count) => ({ command: 'headers', headers: repeat(count, header) }),
    payload: (count) => bytes(size(count), zeros(81 * count)),
  },
  {
    title: 'headers of lbry.regtest',
    network: LBRY,
    limit: 2000,
    excessCode: 'TOO_MANY_ITEMS',
    path: 'headers',
    message: (count) => ({ command: 'headers', headers: repeat(count, lbryHeader) }),
    payload: (count) => bytes(size(count), zeros(113 * count)),
  },
  {
    title: 'addr',
    network: BITCOIN,
    limit: 1000,
    excessCode: 'TOO_MANY_ITEMS',
    path: 'addresses',
    message: (count) => ({
      command: 'addr',
      addresses: repeat(count, { time: 0, services: 0n, ip: zeros(16), port: 0 }),
    }),
    payload: (count) => bytes(size(count), zeros(30 * count)),
  },
  {
    title: 'addrv2',
    network: BITCOIN,
    limit: 1000,
    excessCode: 'TOO_MANY_ITEMS',
    path: 'addresses',
    message: (count) => ({
      command: 'addrv2',
      addresses: repeat(count, { time: 0, services: 0n, networkId: 0, address: zeros(0), port: 0 }),
    }),
    payload: (count) => bytes(size(count), zeros(9 * count)),
  },
  {
    title: 'the bytes of an addrv2 address',
    network: BITCOIN,
    limit: 512,
    path: 'addresses/0/address',
    message: (count) => ({
      command: 'addrv2',
      addresses: [{ time: 0, services: 0n, networkId: 0, address: zeros(count), port: 0 }],
    }),
    payload: (count) => bytes(1, zeros(6), size(count), zeros(count), zeros(2)),
  },
  {
    title: 'the bytes of a user agent',
    network: BITCOIN,
    limit: 256,
    path: 'userAgent',
    message: (count) => {
      const addrFrom = { services: 0n, ip: zeros(16), port: 0 };
      const rest = { version: 0, services: 0n, timestamp: 0n, addrRecv: addrFrom, addrFrom, nonce: 0n };
      return { command: 'version', ...rest, userAgent: '\0'.repeat(count) };
    },
    payload: (count) => bytes(zeros(80), size(count), zeros(count)),
  },
  {
    title: 'the bytes of filterload',
    network: BITCOIN,
    limit: 36_000,
    excessCode: 'FILTER_TOO_LARGE',
    path: 'filter',
    message: (count) => ({ command: 'filterload', filter: zeros(count), hashFunctions: 0, tweak: 0, flags: 0 }),
    payload: (count) => bytes(size(count), zeros(count + 9)),
  },
  {
    title: 'the functions of filterload',
    network: BITCOIN,
    limit: 50,
    excessCode: 'FILTER_TOO_LARGE',
    path: 'hashFunctions',
    message: (count) => ({ command: 'filterload', filter: zeros(0), hashFunctions: count, tweak: 0, flags: 0 }),
    payload: (count) => bytes(0, count, zeros(3), zeros(5)),
  },
  {
    title: 'the bytes of filteradd',
    network: LBRY,
    limit: 520,
    excessCode: 'FILTER_TOO_LARGE',
    path: 'data',
    message: (count) => ({ command: 'filteradd', data: zeros(count) }),
    payload: (count) => bytes(size(count), zeros(count)),
  },
  {
    title: 'the bytes of a feature id',
    network: BITCOIN,
    limit: 80,
    excessCode: 'BAD_FEATURE',
    path: 'featureId',
    message: (count) => ({ command: 'feature', featureId: '\0'.repeat(count), featureData: zeros(0) }),
    payload: (count) => bytes(size(count), zeros(count), 0),
  },
  {
    title: 'the bytes of a feature',
    network: BITCOIN,
    limit: 512,
    excessCode: 'BAD_FEATURE',
    path: 'featureData',
    message: (count) => ({ command: 'feature', featureId: '\0\0\0\0', featureData: zeros(count) }),
    payload: (count) => bytes(4, zeros(4), size(count), zeros(count)),
  },
  {
    title: 'cfheaders',
    network: BITCOIN,
    limit: 2000,
    path: 'filterHashes',
    message: (count) => ({
      command: 'cfheaders',
      filterType: 0,
      stopHash: HASH,
      previousFilterHeader: HASH,
      filterHashes: repeat(count, HASH),
    }),
    payload: (count) => bytes(zeros(65), size(count), zeros(32 * count)),
  },
  {
    title: 'a filter of lbry.regtest',
    network: LBRY,
    limit: 256 * 1024,
    path: 'filter',
    message: (count) => ({ command: 'cfilter', filterType: 0, blockHash: HASH, filter: zeros(count) }),
    payload: (count) => bytes(zeros(33), size(count), zeros(count)),
  },
  {
    title: 'the short ids of cmpctblock',
    network: BITCOIN,
    limit: 65_535,
    path: 'shortIds',
    message: (count) => ({
      command: 'cmpctblock',
      header,
      nonce: 0n,
      shortIds: repeat(count, 0),
      prefilledTransactions: [],
    }),
    payload: (count) => bytes(zeros(88), size(count), zeros(6 * count), 0),
  },
  {
    title: 'short ids and prefilled transactions together',
    network: BITCOIN,
    limit: 65_535,
    path: '',
    message: (count) => ({
      command: 'cmpctblock',
      header,
      nonce: 0n,
      shortIds: repeat(count - 1, 0),
      prefilledTransactions: [{ index: 0, transaction: emptyTransaction }],
    }),
    payload: (count) => bytes(zeros(88), size(count - 1), zeros(6 * (count - 1)), 1, 0, zeros(10)),
  },
  {
    title: 'blocktxn',
    network: BITCOIN,
    limit: 65_535,
    path: 'transactions',
    message: (count) => ({ command: 'blocktxn', blockHash: HASH, transactions: repeat(count, emptyTransaction) }),
    payload: (count) => bytes(hash, size(count), zeros(10 * count)),
  },
  {
    title: 'the items of a witness of lbry.regtest',
    network: LBRY,
    limit: 500_000,
    path: 'transaction/inputs/0/witness',
    message: (count) => {
      const inputs = [{ ...input, witness: repeat(count, zeros(0)) }];
      return { command: 'tx', transaction: { ...emptyTransaction, inputs } };
    },
    payload: (count) => witnessPayload(bytes(size(count), zeros(count))),
  },
  {
    title: 'the bytes of a witness item of lbry.regtest',
    network: LBRY,
    limit: 11_000,
    path: 'transaction/inputs/0/witness/0',
    message: (count) => {
      const inputs = [{ ...input, witness: [zeros(count)] }];
      return { command: 'tx', transaction: { ...emptyTransaction, inputs } };
    },
    payload: (count) => witnessPayload(bytes(1, size(count), zeros(count))),
  },
];
