import { toHex } from '../../../codec/hex.js';
import { HEADER_BYTES } from '../../../frame/header.js';
import type { BytesRecord } from '../../captureRecord.js';
import type { CoreMessage } from './coreMessageDecoder.js';

type Direction = BytesRecord['direction'];

/** The commands that answer each request. */
const ANSWERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['version', ['verack']],
  ['ping', ['pong']],
  ['getheaders', ['headers']],
  ['getblocks', ['inv']],
  ['mempool', ['inv']],
  ['getaddr', ['addr', 'addrv2']],
  ['getdata', ['block', 'cmpctblock', 'merkleblock', 'tx', 'notfound']],
  ['getblocktxn', ['blocktxn']],
  ['getcfilters', ['cfilter']],
  ['getcfheaders', ['cfheaders']],
  ['getcfcheckpt', ['cfcheckpt']],
]);

/** The bound on the remembered nonces of each direction. */
const MAX_PINGS = 100;

/**
 * Decides which of two messages, the next ones of the two files, passed first.
 *
 * 1. The message with the earlier time.
 * 2. At the same microsecond the sent message is first in two cases: if the received message answers it, or if the received message is a
 * pong whose ping has not passed yet (and the sent message is not such a pong). This matters if the clock does not advance (`-mocktime`).
 * 3. Otherwise the received message is first: a node may answer a message within the microsecond, but an answer to the node must cross the
 * network.
 *
 * Memory: the nonces of the last MAX_PINGS pings of each direction.
 */
export class CoreMessageOrder {
  private readonly pings = { received: new Set<string>(), sent: new Set<string>() };

  isSentFirst(sent: CoreMessage, received: CoreMessage): boolean {
    if (sent.atMs !== received.atMs) return sent.atMs < received.atMs;
    if (this.isBeforeItsPing(received, 'sent') && !this.isBeforeItsPing(sent, 'received')) return true;
    return ANSWERS.get(sent.command)?.includes(received.command) === true;
  }

  /** Call this for each message in the order in which they passed. Ignores all messages except pings. */
  rememberPing(direction: Direction, message: CoreMessage): void {
    if (message.command !== 'ping') return;
    const nonces = this.pings[direction];
    nonces.add(nonceOf(message));
    const [oldest] = nonces;
    if (nonces.size > MAX_PINGS) nonces.delete(oldest!);
  }

  /** True for a pong whose ping, sent in direction `pingDirection`, has not passed yet. */
  private isBeforeItsPing(message: CoreMessage, pingDirection: Direction): boolean {
    return message.command === 'pong' && !this.pings[pingDirection].has(nonceOf(message));
  }
}

function nonceOf({ frame }: CoreMessage): string {
  return toHex(frame.subarray(HEADER_BYTES));
}
