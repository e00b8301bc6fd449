import { NEVER, Subject } from 'rxjs';
import { SequenceLogs, type LoggedPeer } from '../../../lib/dashboard/collect/sequenceLogs.js';
import { bitcoin, encodeMessage, type Message, type Traffic } from '../../../lib/index.js';

/** The network of the logged messages. */
export const NETWORK = bitcoin.regtest;

/** The logs of a program with one peer, number 1. */
export function loggedFrames() {
  const logs = new SequenceLogs();
  const traffic$ = new Subject<Traffic>();
  const peer$ = new Subject<LoggedPeer>();
  logs.logConnections(peer$);
  peer$.next({ id: 1, address: '10.0.0.1:8333', traffic$, exchanges$: NEVER, closed$: NEVER });
  let atMs = 0;

  /** @param aroundBytes the size of the frame without its payload */
  function addPayload(
    command: string,
    payload: Uint8Array,
    direction: Traffic['direction'] = 'received',
    aroundBytes = 24,
  ): void {
    atMs += 1;
    traffic$.next({
      direction,
      command,
      sizeBytes: aroundBytes + payload.length,
      atMs,
      payload,
      message: () => undefined,
    });
  }

  return {
    logs,
    addPayload,
    add: (message: Message, direction?: Traffic['direction']) =>
      addPayload(message.command, encodeMessage(message, { network: NETWORK }).subarray(24), direction),
  };
}
