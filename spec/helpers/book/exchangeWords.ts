import type { InventoryItem } from '../../../lib/messages/inventory.js';
import type { Message } from '../../../lib/messages/table.js';
import { numbersOf, type Vocabulary } from './words.js';

/** What expectReplies reports. */
export const exchangeWords = {
  /** `exchange sent p answered askedAtMs=2 tookMs=3`: p is the question or, of a getdata, the item. */
  exchange(words) {
    const [direction, question = '', outcome] = words.words;
    const asked = words.letter(question) as Message | InventoryItem;
    return { kind: 'exchange', exchange: { direction, ...questionOf(asked), ...numbersOf(words), outcome } };
  },
} satisfies Vocabulary;

function questionOf(asked: Message | InventoryItem): { question: string; key: string; item?: InventoryItem } {
  if (!('command' in asked)) return { question: 'getdata', key: asked.hash, item: asked };
  return { question: asked.command, key: keyOf(asked) };
}

/** What tells a question from others of its kind, said once more: the page's word against the ledger's. */
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
