import { concat, EMPTY, filter, mergeMap, of, pipe, throwError, type Observable } from 'rxjs';
import { RemoteProtocolError, type RemoteProtocolErrorCode } from '../errors.js';
import { REJECT_PROTOCOL_VERSION, RejectCode } from '../messages/reject.js';
import type { Message } from '../messages/table.js';
import type { Conversation } from './conversation.js';

/**
 * Ends the peer when the remote says version or verack once more, after a `reject` where it may have it (from 70002 on).
 *
 *     received  --p--v
 *     sent      -----(r#)
 *
 * Errors with RemoteProtocolError `DUPLICATE_VERSION`, `DUPLICATE_VERACK`. What belongs between version and verack and comes later
 * (wtxidrelay, sendaddrv2, sendtxrcncl, feature) is let by and reported as a fault `LATE_FEATURE`. lbcd, peer/peer.go inHandler.
 */
export function refuseLateHandshake(): Conversation {
  return ({ agreed, report }) =>
    pipe(
      // Before mergeMap, which makes an inner Observable of each message: nearly all of them are let by here.
      filter(({ command }: Message) => command in DUPLICATES || LATE.has(command)),
      mergeMap(({ command }) => {
        const code = DUPLICATES[command];
        if (code !== undefined) return refusal(command, code, agreed.remote?.version ?? 0);
        report({ kind: 'fault', error: new RemoteProtocolError('LATE_FEATURE', `${command} after verack`) });
        return EMPTY;
      }),
    );
}

const DUPLICATES: Partial<Record<Message['command'], RemoteProtocolErrorCode>> = {
  version: 'DUPLICATE_VERSION',
  verack: 'DUPLICATE_VERACK',
};

const LATE = new Set(['wtxidrelay', 'sendaddrv2', 'sendtxrcncl', 'feature']);

function refusal(command: string, code: RemoteProtocolErrorCode, remoteVersion: number): Observable<Message> {
  const reject: Message = {
    command: 'reject',
    message: command,
    code: RejectCode.duplicate,
    reason: `duplicate ${command} message`,
  };
  return concat(
    remoteVersion >= REJECT_PROTOCOL_VERSION ? of(reject) : EMPTY,
    throwError(() => new RemoteProtocolError(code, `${command} after the handshake`)),
  );
}
