import { fromHex } from '../../../lib/codec/hex.js';
import { RejectCode } from '../../../lib/messages/reject.js';
import type { Message } from '../../../lib/messages/table.js';
import type { VersionMessage } from '../../../lib/messages/version.js';
import { VERSION } from '../../../lib/base/version.js';
import type { Constructors, ConstructorArguments } from './definitions.js';

/** Messages that are not about transactions or blocks. */
export const messageValues = {
  version,
  verack: () => ({ command: 'verack' }),
  wtxidrelay: () => ({ command: 'wtxidrelay' }),
  sendaddrv2: () => ({ command: 'sendaddrv2' }),
  sendheaders: () => ({ command: 'sendheaders' }),
  /** `sendcmpct 2`, `sendcmpct 2 announce`. */
  sendcmpct: ({ positional }) => ({
    command: 'sendcmpct',
    announce: positional[1] === 'announce',
    version: BigInt(positional[0] ?? 2),
  }),
  feefilter: ({ positional }) => ({ command: 'feefilter', feeRate: BigInt(positional[0]!) }),
  getaddr: () => ({ command: 'getaddr' }),
  mempool: () => ({ command: 'mempool' }),
  /** `unknown name`: a message whose command is in no message table. */
  unknown: ({ positional }) => ({ command: 'unknown', name: positional[0]!, payload: new Uint8Array(0) }),
  /** `ping 1`: nonce 1. `ping`: without a nonce, as before BIP31. */
  ping: ({ positional }) =>
    positional[0] === undefined ? ({ command: 'ping' } as Message) : { command: 'ping', nonce: BigInt(positional[0]) },
  pong: ({ positional }) => ({ command: 'pong', nonce: BigInt(positional[0]!) }),
  /** `reject version OBSOLETE any text`. */
  reject: ({ positional: [message, code, ...reason] }) => ({
    command: 'reject',
    message: message!,
    code: RejectCode[code as keyof typeof RejectCode],
    reason: reason.join(' '),
  }),
  addr: () => ({ command: 'addr', addresses: [] }),
  addrv2: () => ({ command: 'addrv2', addresses: [] }),
  /** `sendtxrcncl 1 salt=5`. */
  sendtxrcncl: ({ positional, named }) => ({
    command: 'sendtxrcncl',
    version: Number(positional[0]),
    salt: BigInt(named.get('salt') ?? 0),
  }),
  /** `feature name 0102`: feature id and data. */
  feature: ({ positional: [featureId, hex = ''] }) => ({
    command: 'feature',
    featureId: featureId!,
    featureData: fromHex(hex),
  }),
  filterload: () => ({ command: 'filterload', filter: new Uint8Array(1), hashFunctions: 1, tweak: 0, flags: 0 }),
  filteradd: () => ({ command: 'filteradd', data: new Uint8Array(1) }),
  filterclear: () => ({ command: 'filterclear' }),
} satisfies Constructors & Record<string, (args: ConstructorArguments) => Message>;

/** `version 70016 services=9 nonce=1 ...`. `version 106 short`: the message ends after the first address. */
function version({ positional, named }: ConstructorArguments): VersionMessage {
  const services = BigInt(named.get('services') ?? 0);
  const emptyAddress = { services: 0n, ip: new Uint8Array(16), port: 0 };
  const shortVersion = {
    command: 'version',
    version: Number(positional[0]),
    services,
    timestamp: BigInt(named.get('timestamp') ?? 0),
    addrRecv: emptyAddress,
  } as const;
  if (positional[1] === 'short') return shortVersion;
  return {
    ...shortVersion,
    addrFrom: { ...emptyAddress, services },
    nonce: BigInt(named.get('nonce') ?? 0),
    userAgent: (named.get('userAgent') ?? '/rxpeer:VERSION/').replace('VERSION', VERSION),
    startHeight: Number(named.get('startHeight') ?? 0),
    relay: named.get('relay') !== 'false',
  };
}
