import type { Block } from '../messages/block.js';
import type { BlockHeader } from '../messages/blockHeader.js';
import type { MessageLimits } from '../messages/limits.js';
import type { Transaction } from '../messages/transaction.js';
import { setHashLater, setRemainingHashes } from './blockHashes.js';
import { decodeHeader, type FastHeader } from './fastHeaders.js';
import type { FastLayout } from './fastLayout.js';
import { PayloadSlices } from './payloadSlices.js';
import { arrayOf } from './plainObjects.js';
import { decodeTransaction, validateTransaction } from './fastTransaction.js';

/** The layout `blockOf(header, limits)`. */
export function fastBlock<H extends BlockHeader>(header: FastHeader<H>, limits: MessageLimits): FastLayout<Block<H>> {
  return {
    validate(reader) {
      reader.at += header.bytes;
      const count = reader.size();
      if (count < 0) return false;
      for (let left = count; left > 0; left--) if (!validateTransaction(reader, limits)) return false;
      return true;
    },
    decode(reader) {
      const slices = new PayloadSlices(reader.source, reader.end);
      const decoded = decodeHeader(header, reader);
      const transactions = arrayOf<Transaction>();
      for (let left = reader.size(); left > 0; left--)
        transactions.push(decodeTransaction(reader, slices, setHashLater));
      setRemainingHashes();
      return { header: decoded, transactions };
    },
  };
}
