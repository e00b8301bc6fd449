import { fromHex } from '../../../lib/codec/hex.js';
import { RejectCode } from '../../../lib/messages/reject.js';
import type { Message } from '../../../lib/messages/table.js';
import type { VersionMessage } from '../../../lib/messages/version.js';
import { VERSION } from '../../../lib/base/version.js';
import type { Vocabulary, Words } from './words.js';

/** Messages that are about no transaction and no block. */
export const messageWords = {
  version,
  verack: () => ({ command: 'verack' }),
  wtxidrelay: () => ({ command: 'wtxidrelay' }),
  sendaddrv2: () => ({ command: 'sendaddrv2' }),
  sendheaders: () => ({ command: 'sendheaders' }),
  sendcmpct: ({ words }) => ({
    command: 'sendcmpct',
    announce: words[1] === 'announce',
    version: BigInt(words[0] ?? 2),
  }),
  feefilter: ({ words }) => ({ command: 'feefilter', feeRate: BigInt(words[0]!) }),
  getaddr: () => ({ command: 'getaddr' }),
  mempool: () => ({ command: 'mempool' }),
  unknown: ({ words }) => ({ command: 'unknown', name: words[0]!, payload: new Uint8Array(0) }),
  ping: ({ words }) =>
    words[0] === undefined ? ({ command: 'ping' } as Message) : { command: 'ping', nonce: BigInt(words[0]) },
  pong: ({ words }) => ({ command: 'pong', nonce: BigInt(words[0]!) }),
  reject: ({ words: [message, code, ...reason] }) => ({
    command: 'reject',
    message: message!,
    code: RejectCode[code as keyof typeof RejectCode],
    reason: reason.join(' '),
  }),
  addr: () => ({ command: 'addr', addresses: [] }),
  addrv2: () => ({ command: 'addrv2', addresses: [] }),
  sendtxrcncl: ({ words, named }) => ({
    command: 'sendtxrcncl',
    version: Number(words[0]),
    salt: BigInt(named.get('salt') ?? 0),
  }),
  /** `feature name 0102`. */
  feature: ({ words: [featureId, hex = ''] }) => ({
    command: 'feature',
    featureId: featureId!,
    featureData: fromHex(hex),
  }),
  filterload: () => ({ command: 'filterload', filter: new Uint8Array(1), hashFunctions: 1, tweak: 0, flags: 0 }),
  filteradd: () => ({ command: 'filteradd', data: new Uint8Array(1) }),
  filterclear: () => ({ command: 'filterclear' }),
} satisfies Vocabulary & Record<string, (words: Words) => Message>;

/** `version 70016 services=9 nonce=1 ...`; `version 106 short` ends behind the first address. */
function version({ words, named }: Words): VersionMessage {
  const services = BigInt(named.get('services') ?? 0);
  const nobody = { services: 0n, ip: new Uint8Array(16), port: 0 };
  const head = {
    command: 'version',
    version: Number(words[0]),
    services,
    timestamp: BigInt(named.get('timestamp') ?? 0),
    addrRecv: nobody,
  } as const;
  if (words[1] === 'short') return head;
  return {
    ...head,
    addrFrom: { ...nobody, services },
    nonce: BigInt(named.get('nonce') ?? 0),
    userAgent: (named.get('userAgent') ?? '/rxpeer:VERSION/').replace('VERSION', VERSION),
    startHeight: Number(named.get('startHeight') ?? 0),
    relay: named.get('relay') !== 'false',
  };
}
