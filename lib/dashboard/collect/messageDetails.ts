import type { Network } from '../../networks/network.js';
import { decodeFrame } from '../../wire/payload.js';
import type { Details } from '../protocol/details.js';
import { boundedJson } from './boundedJson.js';
import type { SequenceLogs } from './sequenceLogs.js';

/** All fields of one message of a sequence. */
export function messageDetails(
  logs: SequenceLogs,
  network: Network,
  key: { readonly peer: number; readonly line: number },
): Details {
  const log = logs.find(key.peer);
  const found = log?.find(key.line);
  if (found?.frame === undefined) return { ...key, missingReason: 'The payload of this message is no longer stored.' };
  try {
    const { text, isCut } = boundedJson(decodeFrame(found.frame, { network, protocolVersion: log?.protocolVersion }));
    return { ...key, json: text, isCut };
  } catch (error) {
    return { ...key, missingReason: `The payload cannot be decoded: ${(error as Error).message}` };
  }
}
