import type { Frame } from '../../frame/frameDecoder.js';
import type { SequenceLine } from '../protocol/sequence.js';
import type { SequenceLogs } from './sequenceLogs.js';

/** Names one message of a sequence. */
export interface MessageKey {
  /** The id of the peer. */
  readonly peer: number;
  /** The number of the message's line. */
  readonly line: number;
}

/** A message of a sequence whose payload is stored. */
export interface StoredMessage {
  readonly line: SequenceLine;
  readonly frame: Pick<Frame, 'command' | 'payload'>;
  /** Undefined before the handshake. */
  readonly protocolVersion: number | undefined;
}

/** The answer about a message whose payload has been evicted. */
export const NOT_STORED = 'The payload of this message is no longer stored.';

/** The message of this key; undefined if its payload is not stored. */
export function storedMessage(logs: SequenceLogs, { peer, line }: MessageKey): StoredMessage | undefined {
  const log = logs.find(peer);
  const found = log?.find(line);
  if (found?.frame === undefined) return undefined;
  return { line: found.line, frame: found.frame, protocolVersion: log?.protocolVersion };
}

/** The answer about a payload that cannot be decoded, with the error as the reason. */
export function undecodableText(error: unknown): string {
  return `The payload cannot be decoded: ${(error as Error).message}`;
}
