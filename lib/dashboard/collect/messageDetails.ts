import type { Network } from '../../networks/network.js';
import { decodeFrame } from '../../wire/payload.js';
import type { Details } from '../protocol/details.js';
import { boundedJson } from './boundedJson.js';
import type { SequenceLogs } from './sequenceLogs.js';
import { NOT_STORED, storedMessage, undecodableText, type MessageKey } from './storedMessage.js';

/** All fields of one message of a sequence. */
export function messageDetails(logs: SequenceLogs, network: Network, key: MessageKey): Details {
  const stored = storedMessage(logs, key);
  if (stored === undefined) return { ...key, missingReason: NOT_STORED };
  const { frame, protocolVersion } = stored;
  try {
    const { text, isCut } = boundedJson(decodeFrame(frame, { network, protocolVersion }));
    return { ...key, json: text, isCut };
  } catch (error) {
    return { ...key, missingReason: undecodableText(error) };
  }
}
