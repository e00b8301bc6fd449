import type { InventoryItem } from '../../../lib/messages/inventory.js';
import type { Message } from '../../../lib/messages/table.js';
import { numbersOf, type Constructors } from './definitions.js';

/** Outcomes that expectReplies reports. */
export const exchangeValues = {
  /** `exchange sent p answered askedAtMs=2 tookMs=3`: p represents the request, or for one item of a getdata. */
  exchange(args) {
    const [direction, question = '', outcome] = args.positional;
    const request = args.valueOf(question) as Message | InventoryItem;
    return { kind: 'exchange', exchange: { direction, ...requestFields(request), ...numbersOf(args), outcome } };
  },
} satisfies Constructors;

function requestFields(request: Message | InventoryItem): { question: string; key: string; item?: InventoryItem } {
  if (!('command' in request)) return { question: 'getdata', key: request.hash, item: request };
  return { question: request.command, key: keyOf(request) };
}

/** The key of a request, written independently of the implementation, so that pages check it. */
function keyOf(question: Message): string {
  switch (question.command) {
    case 'ping':
      return String(question.nonce);
    case 'getheaders':
    case 'getblocks':
      return question.locator[0] ?? question.stopHash;
    case 'getcfilters':
    case 'getcfheaders':
    case 'getcfcheckpt':
      return question.stopHash;
    case 'getblocktxn':
      return question.blockHash;
    default:
      return '';
  }
}
