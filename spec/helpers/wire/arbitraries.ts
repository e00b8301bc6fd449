import fc, { type Arbitrary } from 'fast-check';
import { textOfBytes } from '../../../lib/codec/text.js';
import type { BlockHeader, LbryBlockHeader } from '../../../lib/messages/blockHeader.js';
import { addressBytesOf } from '../../../lib/messages/networkId.js';
import type { Command, LbryMessage, Message, MessageOf } from '../../../lib/messages/table.js';
import type { Transaction } from '../../../lib/messages/transaction.js';

/** A value of every message of a Bitcoin network, by command. */
export function bitcoinMessages(): Record<Command, Arbitrary<Message>> {
  return messages(header);
}

/** A value of every message of a LBRY network, by command. */
export function lbryMessages(): Record<Command, Arbitrary<LbryMessage>> {
  return messages(lbryHeader) as Record<Command, Arbitrary<LbryMessage>>;
}

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const i32 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const i64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
/** Includes lengths around 253, at which a CompactSize changes its form. */
const bytesBetween = (minLength: number, maxLength: number): Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength, maxLength });
const data = (maxLength = 300): Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 9, arbitrary: bytesUpTo(Math.min(maxLength, 20)) },
    { weight: 1, arbitrary: bytesUpTo(maxLength) },
  );
const bytesUpTo = (maxLength: number): Arbitrary<Uint8Array> =>
  fc.uint8Array({ maxLength }).map((bytes) => Uint8Array.from(bytes));
/** Text from any bytes: bytes that are not UTF-8 are escaped. */
const text = (minLength: number, maxLength: number): Arbitrary<string> =>
  fc.oneof(
    fc.uint8Array({ minLength, maxLength }).map(textOfBytes),
    fc.string({ unit: 'grapheme', minLength, maxLength: maxLength >> 4 }).filter((each) => {
      const { length } = Buffer.from(each);
      return length >= minLength && length <= maxLength;
    }),
  );
const array = <T>(item: Arbitrary<T>, maxLength = 6): Arbitrary<T[]> => fc.array(item, { maxLength });

const header: Arbitrary<BlockHeader> = record({
  version: i32,
  prevBlock: hash,
  merkleRoot: hash,
  timestamp: u32,
  bits: u32,
  nonce: u32,
});
const lbryHeader: Arbitrary<LbryBlockHeader> = fc
  .tuple(header, hash)
  .map(([fields, claimTrie]) => ({ ...fields, claimTrie }));

const input = record({
  previousOutput: record({ hash, index: u32 }),
  script: data(),
  sequence: u32,
  witness: array(data(), 3),
});
const output = record({ value: i64, script: data() });
/** A transaction without inputs has no outputs, because their count would be read as the witness flag. */
const transaction: Arbitrary<Transaction> = fc.oneof(
  { weight: 9, arbitrary: someTransaction() },
  {
    weight: 1,
    arbitrary: record({ version: u32, lockTime: u32 }).map((rest) => ({ inputs: [], outputs: [], ...rest })),
  },
);

function someTransaction(): Arbitrary<Transaction> {
  const inputs = fc.array(input, { minLength: 1, maxLength: 3 });
  return record({ version: u32, inputs, outputs: array(output, 3), lockTime: u32 });
}

const netAddress = record({ services: u64, ip: fc.uint8Array({ minLength: 16, maxLength: 16 }).map(plain), port: u16 });
const items = array(record({ type: u32, hash }));
const rising = fc
  .uniqueArray(fc.integer({ min: 0, max: 65_534 }), { maxLength: 5 })
  .map((indexes) => indexes.sort((a, b) => a - b));
const shortId = fc.integer({ min: 0, max: 0xffff_ffff_ffff });
const locator = { version: u32, locator: array(hash), stopHash: hash };
const filterRange = { filterType: u8, startHeight: u32, stopHash: hash };

const versionHead = record({ version: i32, services: u64, timestamp: i64, addrRecv: netAddress });
const versionTail = fc
  .tuple(
    record({ addrFrom: netAddress, nonce: u64, userAgent: text(0, 256), startHeight: i32, relay: fc.boolean() }),
    fc.integer({ min: 0, max: 5 }),
  )
  .map(([fields, count]) => Object.fromEntries(Object.entries(fields).slice(0, count)) as Partial<typeof fields>);

const prefilled = fc
  .tuple(rising, array(transaction, 5))
  .map(([indexes, transactions]) =>
    transactions.slice(0, indexes.length).map((each, i) => ({ index: indexes[i]!, transaction: each })),
  );

function messages(blockHeader: Arbitrary<BlockHeader>): Record<Command, Arbitrary<Message>> {
  const block = record({ header: blockHeader, transactions: array(transaction, 3) });
  // An address has the length that its network requires; unknown networks have any.
  const addressV2 = u8.chain((networkId) => {
    const length = addressBytesOf(networkId);
    const address = length === undefined ? data(512) : bytesBetween(length, length);
    return record({ time: u32, services: u64, networkId: fc.constant(networkId), address, port: u16 });
  });
  return {
    version: fc.tuple(versionHead, versionTail).map(([head, rest]) => ({ command: 'version', ...head, ...rest })),
    verack: empty('verack'),
    wtxidrelay: empty('wtxidrelay'),
    sendaddrv2: empty('sendaddrv2'),
    sendheaders: empty('sendheaders'),
    sendcmpct: message('sendcmpct', { announce: fc.boolean(), version: u64 }),
    feefilter: message('feefilter', { feeRate: i64 }),
    ping: message('ping', { nonce: u64 }),
    pong: message('pong', { nonce: u64 }),
    inv: message('inv', { items }),
    getdata: message('getdata', { items }),
    notfound: message('notfound', { items }),
    mempool: empty('mempool'),
    getblocks: message('getblocks', locator),
    getheaders: message('getheaders', locator),
    headers: message('headers', { headers: array(blockHeader) }),
    block: message('block', { block }),
    tx: message('tx', { transaction }),
    getaddr: empty('getaddr'),
    addr: message('addr', {
      addresses: array(fc.tuple(u32, netAddress).map(([time, address]) => ({ time, ...address }))),
    }),
    addrv2: message('addrv2', {
      addresses: array(addressV2),
    }),
    reject: fc
      .tuple(
        record({ message: text(0, 300), code: u8, reason: text(0, 300) }),
        fc.oneof(record({}), record({ hash }), record({ data: bytesBetween(1, 31) })),
      )
      .map(([fields, extra]) => ({ command: 'reject', ...fields, ...extra })),
    alert: message('alert', { payload: data() }),
    sendtxrcncl: message('sendtxrcncl', { version: u32, salt: u64 }),
    feature: message('feature', { featureId: text(4, 80), featureData: data(512) }),
    filterload: message('filterload', {
      filter: data(),
      hashFunctions: fc.integer({ min: 0, max: 50 }),
      tweak: u32,
      flags: u8,
    }),
    filteradd: message('filteradd', { data: data(520) }),
    filterclear: empty('filterclear'),
    merkleblock: message('merkleblock', {
      header: blockHeader,
      totalTransactions: u32,
      hashes: array(hash),
      flags: data(),
    }),
    cmpctblock: message('cmpctblock', {
      header: blockHeader,
      nonce: u64,
      shortIds: array(shortId),
      prefilledTransactions: prefilled,
    }),
    getblocktxn: message('getblocktxn', { blockHash: hash, indexes: rising }),
    blocktxn: message('blocktxn', { blockHash: hash, transactions: array(transaction, 3) }),
    getcfilters: message('getcfilters', filterRange),
    cfilter: message('cfilter', { filterType: u8, blockHash: hash, filter: data() }),
    getcfheaders: message('getcfheaders', filterRange),
    cfheaders: message('cfheaders', {
      filterType: u8,
      stopHash: hash,
      previousFilterHeader: hash,
      filterHashes: array(hash),
    }),
    getcfcheckpt: message('getcfcheckpt', { filterType: u8, stopHash: hash }),
    cfcheckpt: message('cfcheckpt', { filterType: u8, stopHash: hash, filterHeaders: array(hash) }),
    unknown: message('unknown', { name: fc.stringMatching(/^[g-m]{1,12}$/), payload: data() }),
  };
}

type Fields<C extends Command> = Omit<MessageOf<C>, 'command'>;

function message<C extends Command>(
  command: C,
  fields: { [K in keyof Fields<C>]-?: Arbitrary<Exclude<Fields<C>[K], undefined>> },
): Arbitrary<Message> {
  // The type of the parameter proves that these are the fields of the message; the compiler cannot derive it.
  return record(fields as Record<string, Arbitrary<unknown>>).map(
    (rest) => ({ command, ...rest }) as unknown as Message,
  );
}

function empty(command: Command): Arbitrary<Message> {
  return fc.constant({ command } as Message);
}

/** fc.record also generates objects without a prototype, which toStrictEqual distinguishes from others. */
function record<T extends object>(fields: { [K in keyof T]: Arbitrary<T[K]> }): Arbitrary<T> {
  return fc.record<T>(fields, { noNullPrototype: true });
}

function plain(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes);
}
