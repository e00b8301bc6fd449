import { bytesOfText } from '../../lib/codec/text.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { bitcoin, type Message, type PeerOptions, type Violation } from '../../lib/index.js';
import { bytesOf, concatBytes, hash, versionMessage } from '../helpers/samples.js';

const network = bitcoin.regtest;

/** A violation: the bytes that the remote sends, and when it sends them. */
export interface ViolationRow {
  readonly violation: Violation;
  readonly title: string;
  /** The messages that the remote has sent before: none, its version, or its complete handshake. */
  readonly after: 'nothing' | 'version' | 'handshake';
  readonly bytes: Uint8Array;
  /** The command of the violating message in `traffic$`; undefined if there is no complete frame. */
  readonly command?: string;
  readonly options?: Partial<PeerOptions>;
  /** True if the message also cannot be decoded: without a close that violation decides. */
  readonly isUnreadable?: true;
  /** The protocol version of the remote. Default 70016. */
  readonly version?: number;
}

const raw = (command: string, ...parts: (number | Uint8Array)[]): Uint8Array =>
  encodeFrame(
    network,
    command,
    concatBytes(parts.map((part) => (typeof part === 'number' ? Uint8Array.of(part) : part))),
  );
const zeros = (length: number): Uint8Array => new Uint8Array(length);
const messages = (...all: Message[]): Uint8Array => bytesOf(all);

function changed(frame: Uint8Array, at: number, value: number): Uint8Array {
  frame[at] = value;
  return frame;
}

const ping = messages({ command: 'ping', nonce: 1n });
const demoFeature = [4, bytesOfText('demo'), 0];
const header = zeros(80);
const count16 = (count: number): Uint8Array => Uint8Array.of(0xfd, count & 0xff, count >> 8);

/** At least one row for each violation of the table. */
export const VIOLATION_ROWS: readonly ViolationRow[] = [
  row('WRONG_MAGIC', 'another magic', 'handshake', changed(ping.slice(), 0, 0)),
  row('OVERSIZED_FRAME', 'a payload of 4,000,001 bytes', 'handshake', oversized()),
  row('BAD_CHECKSUM', 'a wrong checksum', 'handshake', changed(ping.slice(), 20, ping[20]! ^ 1)),
  row('BAD_COMMAND', 'a control character in the command', 'handshake', changed(ping.slice(), 4, 7)),
  row('SHORT_PAYLOAD', 'a ping of one byte', 'handshake', raw('ping', 1), 'ping'),
  row('SHORT_PAYLOAD', 'an inv that is cut short', 'handshake', raw('inv', 1, zeros(35)), 'inv'),
  row('NON_CANONICAL', 'a count that could be shorter', 'handshake', raw('inv', 0xfd, 1, 0, zeros(36)), 'inv'),
  row(
    'INVALID_VALUE',
    'an IPv4 address of five bytes',
    'handshake',
    raw('addrv2', 1, zeros(4), 0, 1, 5, zeros(7)),
    'addrv2',
  ),
  row('LIMIT_EXCEEDED', 'an addrv2 address of 513 bytes', 'handshake', longAddress(), 'addrv2'),
  row('TOO_MANY_ITEMS', 'an inv of 50,001', 'handshake', raw('inv', count16(50_001), zeros(36 * 50_001)), 'inv'),
  row(
    'TOO_MANY_ITEMS',
    'a getdata of 50,001',
    'handshake',
    raw('getdata', count16(50_001), zeros(36 * 50_001)),
    'getdata',
  ),
  row('TOO_MANY_ITEMS', 'headers of 2,001', 'handshake', raw('headers', count16(2001), zeros(81 * 2001)), 'headers'),
  row('TOO_MANY_ITEMS', 'an addr of 1,001', 'handshake', raw('addr', count16(1001), zeros(30 * 1001)), 'addr'),
  row('TOO_MANY_ITEMS', 'an addrv2 of 1,001', 'handshake', raw('addrv2', count16(1001), zeros(9 * 1001)), 'addrv2'),
  row('LOCATOR_TOO_LONG', 'a getheaders with 102 hashes', 'handshake', locator('getheaders'), 'getheaders'),
  row('LOCATOR_TOO_LONG', 'a getblocks with 102 hashes', 'handshake', locator('getblocks'), 'getblocks'),
  offeringBloom('a filterload with 51 functions', raw('filterload', 0, 51, zeros(8)), 'filterload'),
  offeringBloom('a filterload of 36,001 bytes', raw('filterload', count16(36_001), zeros(36_010)), 'filterload'),
  offeringBloom('a filteradd of 521 bytes', raw('filteradd', count16(521), zeros(521)), 'filteradd'),
  row('LEFTOVER', 'bytes after a sendheaders', 'handshake', raw('sendheaders', 1, 2), 'sendheaders'),
  {
    ...row('BAD_FEATURE', 'a feature with bytes left over', 'version', raw('feature', ...demoFeature, 9), 'feature'),
    ...at70017(),
  },
  {
    ...row('BAD_FEATURE', 'a feature id of three bytes', 'version', raw('feature', 3, zeros(3), 0), 'feature'),
    ...at70017(),
  },
  row('VERSION_EXPECTED', 'a ping first', 'nothing', ping, 'ping'),
  row('VERSION_EXPECTED', 'a verack first', 'nothing', messages({ command: 'verack' }), 'verack'),
  row('VERACK_EXPECTED', 'a ping before verack', 'version', ping, 'ping'),
  row('VERACK_EXPECTED', 'an inv before verack', 'version', raw('inv', 1, 1, zeros(35)), 'inv'),
  row(
    'VERACK_EXPECTED',
    'a getheaders before verack',
    'version',
    raw('getheaders', zeros(4), 0, zeros(32)),
    'getheaders',
  ),
  row('DUPLICATE_VERSION', 'a second version before verack', 'version', messages(versionMessage()), 'version'),
  row('DUPLICATE_VERSION', 'a second version after verack', 'handshake', messages(versionMessage()), 'version'),
  row('DUPLICATE_VERACK', 'a second verack', 'handshake', messages({ command: 'verack' }), 'verack'),
  row('LATE_FEATURE', 'a late wtxidrelay', 'handshake', raw('wtxidrelay'), 'wtxidrelay'),
  row('LATE_FEATURE', 'a late sendaddrv2', 'handshake', raw('sendaddrv2'), 'sendaddrv2'),
  row('LATE_FEATURE', 'a late feature', 'handshake', raw('feature', ...demoFeature), 'feature'),
  {
    ...row('LATE_FEATURE', 'a late sendtxrcncl', 'handshake', reconciliation(1), 'sendtxrcncl'),
    options: { offerReconciliation: true },
  },
  row('FEATURE_NOT_NEGOTIATED', 'a feature at 70016', 'version', raw('feature', ...demoFeature), 'feature'),
  {
    ...row('BAD_RECONCILIATION', 'a sendtxrcncl with version 0', 'version', reconciliation(0), 'sendtxrcncl'),
    options: { offerReconciliation: true },
  },
  row('BLOOM_NOT_OFFERED', 'a filterclear', 'handshake', raw('filterclear'), 'filterclear'),
  {
    ...row('BLOOM_NOT_OFFERED', 'a filterload of 51 functions', 'handshake', raw('filterload', 0, 51, zeros(8))),
    isUnreadable: true,
  },
  {
    ...row('OLD_BLOOM_NOT_OFFERED', 'a filterclear below 70011', 'handshake', raw('filterclear'), 'filterclear'),
    version: 70_010,
  },
  row('MEMPOOL_NOT_OFFERED', 'a mempool', 'handshake', raw('mempool'), 'mempool'),
  row(
    'EMPTY_COMPACT_BLOCK',
    'a cmpctblock without transactions',
    'handshake',
    raw('cmpctblock', header, zeros(8), 0, 0),
    'cmpctblock',
  ),
];

function row(
  violation: Violation,
  title: string,
  after: ViolationRow['after'],
  bytes: Uint8Array,
  command?: string,
): ViolationRow {
  return { violation, title, after, bytes, ...(command === undefined ? {} : { command }) };
}

function offeringBloom(title: string, bytes: Uint8Array, command: string): ViolationRow {
  return { ...row('FILTER_TOO_LARGE', title, 'handshake', bytes, command), options: { services: 4n } };
}

function at70017(): Pick<ViolationRow, 'options' | 'version'> {
  return { options: { protocolVersion: 70_017 }, version: 70_017 };
}

function oversized(): Uint8Array {
  const frame = ping.slice();
  new DataView(frame.buffer).setUint32(16, 4_000_001, true);
  return frame;
}

function longAddress(): Uint8Array {
  return raw('addrv2', 1, zeros(4), 0, 9, count16(513), zeros(515));
}

function locator(command: 'getheaders' | 'getblocks'): Uint8Array {
  return raw(command, zeros(4), 102, zeros(103 * 32));
}

function reconciliation(version: number): Uint8Array {
  return messages({ command: 'sendtxrcncl', version, salt: BigInt(`0x${hash(1).slice(0, 16)}`) });
}
