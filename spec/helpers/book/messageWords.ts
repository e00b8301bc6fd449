import { RejectCode } from '../../../lib/messages/reject.js';
import type { Message } from '../../../lib/messages/table.js';
import type { VersionMessage } from '../../../lib/messages/version.js';
import { VERSION } from '../../../lib/version.js';
import type { Vocabulary, Words } from './words.js';

/** Messages and what they are made of. */
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
  ping: ({ words }) => (words[0] === undefined ? { command: 'ping' } : { command: 'ping', nonce: BigInt(words[0]) }),
  pong: ({ words }) => ({ command: 'pong', nonce: BigInt(words[0]!) }),
  reject: ({ words: [message, code, ...reason] }) => ({
    command: 'reject',
    message: message!,
    code: RejectCode[code as keyof typeof RejectCode],
    reason: reason.join(' '),
  }),
  inv: (words) => ({ command: 'inv', items: words.words.map(words.letter) as [] }),
  getdata: (words) => ({ command: 'getdata', items: words.words.map(words.letter) as [] }),
  tx: ({ words }) => ({ type: 1, hash: hash(words[0]) }),
  wtx: ({ words }) => ({ type: 5, hash: hash(words[0]) }),
  block: ({ words }) => ({ type: 2, hash: hash(words[0]) }),
  witnessBlock: ({ words }) => ({ type: 0x4000_0002, hash: hash(words[0]) }),
  compactBlock: ({ words }) => ({ type: 4, hash: hash(words[0]) }),
} satisfies Vocabulary & Record<string, (words: Words) => Message | { type: number; hash: string }>;

function hash(number = '0'): string {
  return number.padStart(64, '0');
}

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
