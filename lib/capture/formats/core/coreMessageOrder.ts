import { toHex } from '../../../codec/hex.js';
import { HEADER_BYTES } from '../../../frame/header.js';
import type { BytesRecord } from '../../captureRecord.js';
import type { CoreMessage } from './coreMessageDecoder.js';

type Direction = BytesRecord['direction'];

/** What each question is answered by. */
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

/** How many pings of ours are remembered. */
const MAX_PINGS = 100;

/**
 * Says which of two messages, the next of either file, went by first.
 *
 * The earlier one; of two at the same microsecond the received one, since what a node answers it took in before, while an
 * answer to itself has to come by the network. But a clock may stand still (a node's `-mocktime`): so a question that the node
 * sent goes before what answers it, and a pong waits for its ping. Remembers the nonces of the last 100 pings of either
 * direction.
 */
export class CoreMessageOrder {
  private readonly pings = { received: new Set<string>(), sent: new Set<string>() };

  isSentFirst(sent: CoreMessage, received: CoreMessage): boolean {
    if (sent.atMs !== received.atMs) return sent.atMs < received.atMs;
    if (this.isTooSoon(received, 'sent') && !this.isTooSoon(sent, 'received')) return true;
    return ANSWERS.get(sent.command)?.includes(received.command) === true;
  }

  /** Notes what has gone by. */
  rememberPing(direction: Direction, message: CoreMessage): void {
    if (message.command !== 'ping') return;
    const nonces = this.pings[direction];
    nonces.add(nonceOf(message));
    const [oldest] = nonces;
    if (nonces.size > MAX_PINGS) nonces.delete(oldest!);
  }

  /** True for a pong whose ping has not gone by. */
  private isTooSoon(message: CoreMessage, asked: Direction): boolean {
    return message.command === 'pong' && !this.pings[asked].has(nonceOf(message));
  }
}

function nonceOf({ frame }: CoreMessage): string {
  return toHex(frame.subarray(HEADER_BYTES));
}
