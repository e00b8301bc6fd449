import { bitcoin, encodeFrame, encodeMessage, fromHex, ServiceFlags } from '../../lib/index.js';
import { sha256d } from '../../lib/crypto/sha256d.js';
import { bytes } from '../helpers/wire/bytes.js';
import { versionMessage } from '../helpers/samples.js';

/**
 * Odd messages, and the reaction of a Bitcoin Core node to each. All frames have the magic of regtest. The payloads are written by hand,
 * because our own encoder rejects most of them.
 *
 * `nodePolicy.spec.ts` sends the rows to a real node. `spec/policy/nodeRows.spec.ts` sends them to a peer of ours.
 */
export interface PolicyRow {
  /** Describes the message, not the reaction. */
  readonly name: string;
  /** One frame or several, as sent on the wire. @param tip the remote's best block; default: the genesis block */
  bytes(tip?: Tip): Uint8Array;
  /** When they are sent: before the remote's first `version`, between its `version` and its `verack`, or after the handshake. */
  readonly when: 'beforeVersion' | 'beforeVerack' | 'ready';
  readonly node: 'stays' | 'disconnects';
  /**
   * A command that the node would send if it acted on the message, and does not send: the message was dropped or ignored. Absent if the
   * node sends nothing in either case, or answers.
   */
  readonly unanswered?: string;
  /** True if the row holds for a node that offers NODE_BLOOM. All other rows hold for a node that does not. */
  readonly bloom?: true;
}

/** A block that the remote knows. */
export interface Tip {
  readonly hash: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

const network = bitcoin.regtest;

/** The time is that of chainparams.cpp, CRegTestParams. */
const GENESIS: Tip = { hash: network.genesisHash, timestamp: 1_296_688_602 };

const HASH = '11'.repeat(32);
const ZERO_HASH = '00'.repeat(32);
/** A header with the target of regtest, and an unknown parent. */
const HEADER = `00000020 ${HASH} ${HASH} 00000000 ffff7f20 00000000`.replaceAll(' ', '');
/** An inventory type that Core does not know, so the node requests nothing and looks nothing up. */
const UNKNOWN_ITEM = `09000000${HASH}`;
const ADDRESS = '00000000 0000000000000000 00000000000000000000ffff00000000 0000'.replaceAll(' ', '');
/** addrv2: time, services, network 1 (IPv4), 4 bytes, port. */
const ADDRESS_V2 = '00000000 00 01 04 00000000 0000'.replaceAll(' ', '');

export const POLICY_ROWS: readonly PolicyRow[] = [
  // Before the version, a node ignores every message (Bitcoin Core, net_processing.cpp: "non-version message before version handshake").
  { name: 'ping', when: 'beforeVersion', node: 'stays', unanswered: 'pong', bytes: () => frame('ping', NONCE) },
  { name: 'verack', when: 'beforeVersion', node: 'stays', bytes: () => frame('verack') },
  { name: 'getaddr', when: 'beforeVersion', node: 'stays', unanswered: 'addr', bytes: () => frame('getaddr') },
  { name: 'inv of 50,001', when: 'beforeVersion', node: 'stays', bytes: () => list('inv', 50_001, UNKNOWN_ITEM) },
  { name: 'unknown command', when: 'beforeVersion', node: 'stays', bytes: () => frame('whatever', '00') },
  { name: 'wrong checksum', when: 'beforeVersion', node: 'stays', bytes: () => wrongChecksum('whatever') },
  { name: 'wrong magic', when: 'beforeVersion', node: 'disconnects', bytes: () => otherMagic() },
  { name: 'header of 4,000,001 bytes', when: 'beforeVersion', node: 'disconnects', bytes: () => oversized() },
  {
    name: 'version of protocol version 31,799',
    when: 'beforeVersion',
    node: 'disconnects',
    bytes: () => encodeMessage(versionMessage({ version: 31_799 }), { network }),
  },
  {
    name: 'version with a user agent of 257 bytes',
    when: 'beforeVersion',
    node: 'stays',
    bytes: () => frame('version', versionPayload('a'.repeat(257))),
  },
  {
    name: 'version of 46 bytes',
    when: 'beforeVersion',
    node: 'stays',
    bytes: () => frame('version', versionPayload('').subarray(0, 46)),
  },

  // Before the verack, a node processes only messages of the handshake ("Unsupported message … prior to verack").
  { name: 'ping', when: 'beforeVerack', node: 'stays', unanswered: 'pong', bytes: () => frame('ping', NONCE) },
  { name: 'second version', when: 'beforeVerack', node: 'stays', bytes: () => policyVersion() },
  {
    name: 'getheaders',
    when: 'beforeVerack',
    node: 'stays',
    unanswered: 'headers',
    bytes: () => frame('getheaders', locator(1)),
  },
  {
    name: 'inv',
    when: 'beforeVerack',
    node: 'stays',
    unanswered: 'getdata',
    bytes: () => frame('inv', `0102000000${HASH}`),
  },
  { name: 'inv of 50,001', when: 'beforeVerack', node: 'stays', bytes: () => list('inv', 50_001, UNKNOWN_ITEM) },
  { name: 'addr', when: 'beforeVerack', node: 'stays', bytes: () => list('addr', 1, ADDRESS) },
  { name: 'getaddr', when: 'beforeVerack', node: 'stays', unanswered: 'addr', bytes: () => frame('getaddr') },
  { name: 'mempool', when: 'beforeVerack', node: 'stays', bytes: () => frame('mempool') },
  { name: 'sendheaders', when: 'beforeVerack', node: 'stays', bytes: () => frame('sendheaders') },
  {
    name: 'sendcmpct of version 1',
    when: 'beforeVerack',
    node: 'stays',
    bytes: () => frame('sendcmpct', '000100000000000000'),
  },
  {
    name: 'wtxidrelay twice',
    when: 'beforeVerack',
    node: 'stays',
    bytes: () => bytes(frame('wtxidrelay'), frame('wtxidrelay')),
  },
  {
    name: 'sendaddrv2 twice',
    when: 'beforeVerack',
    node: 'stays',
    bytes: () => bytes(frame('sendaddrv2'), frame('sendaddrv2')),
  },
  {
    name: 'sendtxrcncl of version 0, reconciliation not offered',
    when: 'beforeVerack',
    node: 'stays',
    bytes: () => frame('sendtxrcncl', '00000000 0102030405060708'),
  },
  { name: 'wrong checksum', when: 'beforeVerack', node: 'stays', bytes: () => wrongChecksum('verack') },

  // Frames.
  { name: 'wrong magic', when: 'ready', node: 'disconnects', bytes: () => otherMagic() },
  { name: 'header of 4,000,001 bytes', when: 'ready', node: 'disconnects', bytes: () => oversized() },
  {
    name: 'ping with a wrong checksum',
    when: 'ready',
    node: 'stays',
    unanswered: 'pong',
    bytes: () => wrongChecksum('ping', NONCE),
  },
  { name: 'control character in the command', when: 'ready', node: 'stays', bytes: () => withCommand('70696e0700') },
  {
    name: 'bytes after the NUL of the command',
    when: 'ready',
    node: 'stays',
    bytes: () => withCommand('70696e670067'),
  },
  { name: 'empty command', when: 'ready', node: 'stays', bytes: () => withCommand('00') },
  { name: 'unknown command', when: 'ready', node: 'stays', bytes: () => frame('whatever', '00') },
  {
    name: 'unknown command of 4,000,000 bytes',
    when: 'ready',
    node: 'stays',
    bytes: () => frame('whatever', new Uint8Array(4_000_000)),
  },

  // The handshake again.
  { name: 'second version', when: 'ready', node: 'stays', bytes: () => policyVersion() },
  { name: 'second verack', when: 'ready', node: 'stays', bytes: () => frame('verack') },
  { name: 'wtxidrelay', when: 'ready', node: 'disconnects', bytes: () => frame('wtxidrelay') },
  { name: 'sendaddrv2', when: 'ready', node: 'disconnects', bytes: () => frame('sendaddrv2') },
  {
    name: 'sendtxrcncl, reconciliation not offered',
    when: 'ready',
    node: 'stays',
    bytes: () => frame('sendtxrcncl', '01000000 0102030405060708'),
  },

  // Payloads that cannot be parsed, or have odd contents.
  {
    name: 'ping of 7 bytes',
    when: 'ready',
    node: 'stays',
    unanswered: 'pong',
    bytes: () => frame('ping', '01020304050607'),
  },
  { name: 'ping without nonce', when: 'ready', node: 'stays', unanswered: 'pong', bytes: () => frame('ping') },
  { name: 'ping with a byte after the nonce', when: 'ready', node: 'stays', bytes: () => frame('ping', `${NONCE}00`) },
  { name: 'pong of 1 byte', when: 'ready', node: 'stays', bytes: () => frame('pong', '01') },
  { name: 'pong without a ping', when: 'ready', node: 'stays', bytes: () => frame('pong', NONCE) },
  {
    name: 'inv cut short by a byte',
    when: 'ready',
    node: 'stays',
    bytes: () => frame('inv', `01${UNKNOWN_ITEM}`.slice(0, -2)),
  },
  {
    name: 'inv with a count in three bytes instead of one',
    when: 'ready',
    node: 'stays',
    bytes: () => frame('inv', `fd0100${UNKNOWN_ITEM}`),
  },
  { name: 'inv with a count of 0x02000001', when: 'ready', node: 'stays', bytes: () => frame('inv', 'fe01000002') },
  { name: 'block cut short', when: 'ready', node: 'stays', bytes: () => frame('block', HEADER) },
  { name: 'tx of one byte', when: 'ready', node: 'stays', bytes: () => frame('tx', '01') },
  { name: 'feefilter below 0', when: 'ready', node: 'stays', bytes: () => frame('feefilter', 'ff'.repeat(8)) },
  {
    name: 'sendcmpct of version 1',
    when: 'ready',
    node: 'stays',
    bytes: () => frame('sendcmpct', '000100000000000000'),
  },
  { name: 'reject', when: 'ready', node: 'stays', bytes: () => frame('reject', '0162 10 00') },
  { name: 'alert', when: 'ready', node: 'stays', bytes: () => frame('alert', '0102030405') },
  {
    name: 'merkleblock to a node',
    when: 'ready',
    node: 'stays',
    bytes: () => frame('merkleblock', `${HEADER}000000000000`),
  },
  {
    name: 'getblocktxn of an unknown block',
    when: 'ready',
    node: 'stays',
    bytes: () => frame('getblocktxn', `${HASH}0100`),
  },
  {
    name: 'cmpctblock without transactions',
    when: 'ready',
    node: 'disconnects',
    bytes: (tip) => frame('cmpctblock', bytes(headerOnTop(tip), '00'.repeat(8), '0000')),
  },
  {
    name: 'cmpctblock without transactions, of an unknown parent',
    when: 'ready',
    node: 'stays',
    bytes: () => frame('cmpctblock', `${HEADER}${'00'.repeat(8)}0000`),
  },
  {
    name: 'getcfilters of filter type 1',
    when: 'ready',
    node: 'disconnects',
    bytes: () => frame('getcfilters', `01 00000000 ${HASH}`),
  },
  {
    name: 'addrv2 with an IPv4 address of 5 bytes',
    when: 'ready',
    node: 'stays',
    bytes: () => frame('addrv2', '01 00000000 00 01 05 0102030405 0000'),
  },
  {
    name: 'addrv2 with an address of 513 bytes',
    when: 'ready',
    node: 'stays',
    bytes: () => frame('addrv2', `01 00000000 00 63 fd0102 ${'00'.repeat(513)} 0000`),
  },
  {
    name: 'addrv2 of an unknown network',
    when: 'ready',
    node: 'stays',
    bytes: () => frame('addrv2', '01 00000000 00 63 05 0102030405 0000'),
  },

  // Counts, at the limit and one above it.
  { name: 'inv of 50,000', when: 'ready', node: 'stays', bytes: () => list('inv', 50_000, UNKNOWN_ITEM) },
  { name: 'inv of 50,001', when: 'ready', node: 'disconnects', bytes: () => list('inv', 50_001, UNKNOWN_ITEM) },
  { name: 'getdata of 50,000', when: 'ready', node: 'stays', bytes: () => list('getdata', 50_000, UNKNOWN_ITEM) },
  { name: 'getdata of 50,001', when: 'ready', node: 'disconnects', bytes: () => list('getdata', 50_001, UNKNOWN_ITEM) },
  { name: 'headers of 0', when: 'ready', node: 'stays', bytes: () => frame('headers', '00') },
  { name: 'headers of 2,001', when: 'ready', node: 'disconnects', bytes: () => list('headers', 2001, `${HEADER}00`) },
  { name: 'addr of 1,000', when: 'ready', node: 'stays', bytes: () => list('addr', 1000, ADDRESS) },
  { name: 'addr of 1,001', when: 'ready', node: 'disconnects', bytes: () => list('addr', 1001, ADDRESS) },
  { name: 'addrv2 of 1,000', when: 'ready', node: 'stays', bytes: () => list('addrv2', 1000, ADDRESS_V2) },
  { name: 'addrv2 of 1,001', when: 'ready', node: 'disconnects', bytes: () => list('addrv2', 1001, ADDRESS_V2) },
  {
    name: 'getheaders with a locator of 101',
    when: 'ready',
    node: 'stays',
    bytes: () => frame('getheaders', locator(101)),
  },
  {
    name: 'getheaders with a locator of 102',
    when: 'ready',
    node: 'disconnects',
    bytes: () => frame('getheaders', locator(102)),
  },
  {
    name: 'getblocks with a locator of 101',
    when: 'ready',
    node: 'stays',
    bytes: () => frame('getblocks', locator(101)),
  },
  {
    name: 'getblocks with a locator of 102',
    when: 'ready',
    node: 'disconnects',
    bytes: () => frame('getblocks', locator(102)),
  },

  // Bloom filters (BIP37, BIP111), without and with NODE_BLOOM.
  { name: 'mempool', when: 'ready', node: 'disconnects', bytes: () => frame('mempool') },
  { name: 'filterload', when: 'ready', node: 'disconnects', bytes: () => filterload(8, 1) },
  { name: 'filterload of 51 functions', when: 'ready', node: 'disconnects', bytes: () => filterload(8, 51) },
  { name: 'filteradd', when: 'ready', node: 'disconnects', bytes: () => frame('filteradd', '0101') },
  { name: 'filterclear', when: 'ready', node: 'disconnects', bytes: () => frame('filterclear') },
  { name: 'mempool', when: 'ready', node: 'stays', bloom: true, bytes: () => frame('mempool') },
  { name: 'filterclear', when: 'ready', node: 'stays', bloom: true, bytes: () => frame('filterclear') },
  {
    name: 'filterload of 36,000 bytes and 50 functions',
    when: 'ready',
    node: 'stays',
    bloom: true,
    bytes: () => filterload(36_000, 50),
  },
  {
    name: 'filterload of 36,001 bytes',
    when: 'ready',
    node: 'disconnects',
    bloom: true,
    bytes: () => filterload(36_001, 50),
  },
  {
    name: 'filterload of 51 functions',
    when: 'ready',
    node: 'disconnects',
    bloom: true,
    bytes: () => filterload(8, 51),
  },
  {
    name: 'filteradd of 520 bytes',
    when: 'ready',
    node: 'stays',
    bloom: true,
    bytes: () => bytes(filterload(8, 1), frame('filteradd', bytes('fd0802', new Uint8Array(520)))),
  },
  {
    name: 'filteradd of 521 bytes',
    when: 'ready',
    node: 'disconnects',
    bloom: true,
    bytes: () => bytes(filterload(8, 1), frame('filteradd', bytes('fd0902', new Uint8Array(521)))),
  },
  {
    name: 'filteradd without a filter',
    when: 'ready',
    node: 'disconnects',
    bloom: true,
    bytes: () => frame('filteradd', '0101'),
  },
];

/** The version that completes the handshake of each row. */
export function policyVersion(): Uint8Array {
  const services = ServiceFlags.network | ServiceFlags.witness;
  const timestamp = BigInt(Math.floor(Date.now() / 1000));
  return encodeMessage(versionMessage({ services, timestamp, startHeight: 0 }), { network });
}

/** A frame of regtest; the payload in hex may have spaces. */
export function frame(command: string, payload: string | Uint8Array = ''): Uint8Array {
  return encodeFrame(network, command, bytes(payload));
}

/** The nonce of the pings in the rows. */
const NONCE = 'a1a2a3a4a5a6a7a8';

/** A payload that is a count and this many times the same item. */
function list(command: string, count: number, item: string): Uint8Array {
  const one = bytes(item);
  const payload = new Uint8Array(3 + count * one.length);
  payload.set(count < 0xfd ? bytes('000000') : Uint8Array.of(0xfd, count, count >> 8));
  for (let i = 0; i < count; i++) payload.set(one, 3 + i * one.length);
  if (count >= 0xfd) return frame(command, payload);
  payload[2] = count;
  return frame(command, payload.subarray(2));
}

/** The payload of getheaders and getblocks: a version, a locator of unknown hashes, and no hash to stop at. */
function locator(count: number): string {
  return `80110100 ${count.toString(16).padStart(2, '0')} ${HASH.repeat(count)} ${ZERO_HASH}`;
}

/** A header with enough work that has this block as its parent: about two attempts, with the target of regtest. */
function headerOnTop({ hash, timestamp }: Tip = GENESIS): Uint8Array {
  const header = bytes('00000020', fromHex(hash).reverse(), HASH, '00000000', 'ffff7f20', '00000000');
  const view = new DataView(header.buffer, header.byteOffset);
  view.setUint32(68, timestamp + 1, true);
  // The hash as a number is little-endian; the target has its highest bit clear.
  while (sha256d(header)[31]! >= 0x7f) view.setUint32(76, view.getUint32(76, true) + 1, true);
  return header;
}

function filterload(filterBytes: number, functions: number): Uint8Array {
  const length = filterBytes < 0xfd ? Uint8Array.of(filterBytes) : Uint8Array.of(0xfd, filterBytes, filterBytes >> 8);
  return frame(
    'filterload',
    bytes(length, new Uint8Array(filterBytes), Uint8Array.of(functions, 0, 0, 0), '0000000000'),
  );
}

function wrongChecksum(command: string, payload = ''): Uint8Array {
  const wrong = frame(command, payload);
  wrong[20]! ^= 1;
  return wrong;
}

/** A ping with these bytes as the command, NULs after them. */
function withCommand(command: string): Uint8Array {
  const odd = frame('ping', NONCE);
  odd.fill(0, 4, 16).set(bytes(command), 4);
  return odd;
}

function otherMagic(): Uint8Array {
  return encodeFrame(bitcoin.mainnet, 'ping', bytes(NONCE));
}

/** A header that declares a payload above the limit of 4,000,000 bytes, and nothing after it. */
function oversized(): Uint8Array {
  const header = frame('whatever');
  header.set(bytes('01093d00'), 16);
  return header;
}

/** Written by hand, since our encoder allows 256 bytes at most. */
function versionPayload(userAgent: string): Uint8Array {
  const agent = new TextEncoder().encode(userAgent);
  const length =
    agent.length < 0xfd ? Uint8Array.of(agent.length) : Uint8Array.of(0xfd, agent.length, agent.length >> 8);
  return bytes(
    '80110100',
    '0900000000000000',
    '0000000000000000',
    new Uint8Array(26),
    new Uint8Array(26),
    '1122334455667788',
    length,
    agent,
    '00000000',
    '01',
  );
}
