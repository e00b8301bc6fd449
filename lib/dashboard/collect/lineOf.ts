import { txid, wtxid } from '../../digests/transactionId.js';
import type { Frame } from '../../frame/frameDecoder.js';
import type { Message } from '../../messages/table.js';
import { announcedIn } from '../../monitor/sightings.js';
import type { Network } from '../../networks/network.js';
import { decodeFrame } from '../../wire/payload.js';
import type { Questions } from '../protocol/questions.js';
import type { SequenceLogs } from './sequenceLogs.js';

/** The commands of messages that announce or carry blocks and transactions. */
const COMMANDS = new Set(['inv', 'headers', 'cmpctblock', 'block', 'tx']);

/** The first stored line of a peer whose message announced or carried the block or transaction with this hash. Decodes messages until one does. */
export function lineOf(
  logs: SequenceLogs,
  network: Network,
  { peer, hash }: Questions['lineOf']['params'],
): Questions['lineOf']['answer'] {
  const log = logs.find(peer);
  if (log === undefined) return { missingReason: 'The messages of this peer are no longer stored.' };
  for (let number = log.firstLine; number <= log.lastLine; number++) {
    const { frame, line } = log.find(number)!;
    if (frame === undefined || line.direction !== 'received' || !COMMANDS.has(frame.command)) continue;
    if (names(frame, network, log.protocolVersion, hash)) return { line: number };
  }
  return { missingReason: 'The message with which this peer announced it is no longer stored.' };
}

function names(
  frame: Pick<Frame, 'command' | 'payload'>,
  network: Network,
  protocolVersion: number | undefined,
  hash: string,
): boolean {
  let message: Message;
  try {
    message = decodeFrame(frame, { network, protocolVersion });
  } catch {
    return false;
  }
  if (message.command === 'tx') return [txid(message.transaction), wtxid(message.transaction)].includes(hash);
  return announcedIn(message).some(({ key }) => key === hash);
}
