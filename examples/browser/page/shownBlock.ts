import { encodeMessage, txid, vsizeOf, type Block, type Network, type Transaction } from 'rxpeer';

/** What the page shows of one transaction. */
export interface ShownTransaction {
  /** Its hash, as explorers show it. */
  readonly txid: string;
  /** Its virtual size in bytes (BIP141). */
  readonly vsize: number;
  /** The sum of its outputs, such as `12.5 BTC`. */
  readonly value: string;
}

/** What the page shows of the contents of one block. */
export interface ShownContents {
  /** The size of the block message, witnesses included. */
  readonly bytes: number;
  /** The number of its transactions. */
  readonly transactionCount: number;
  /** The first transactions, at most MAX_SHOWN_TRANSACTIONS. */
  readonly transactions: readonly ShownTransaction[];
}

/** A block can have thousands of transactions; a list of all of them would make the page slow. */
export const MAX_SHOWN_TRANSACTIONS = 100;

/** The header of a v1 frame, which is not part of the block: magic, command, length and checksum. */
const FRAME_HEADER_BYTES = 24;

/** Only what is shown is kept, not the block. */
export function toShownContents(block: Block, network: Network): ShownContents {
  return {
    bytes: encodeMessage({ command: 'block', block }, { network }).length - FRAME_HEADER_BYTES,
    transactionCount: block.transactions.length,
    transactions: block.transactions.slice(0, MAX_SHOWN_TRANSACTIONS).map(toShownTransaction),
  };
}

function toShownTransaction(transaction: Transaction): ShownTransaction {
  const satoshis = transaction.outputs.reduce((sum, { value }) => sum + value, 0n);
  return { txid: txid(transaction), vsize: vsizeOf(transaction), value: formatBitcoins(satoshis) };
}

function formatBitcoins(satoshis: bigint): string {
  const fraction = String(satoshis % 100_000_000n)
    .padStart(8, '0')
    .replace(/0+$/, '');
  return `${satoshis / 100_000_000n}${fraction === '' ? '' : `.${fraction}`} BTC`;
}
