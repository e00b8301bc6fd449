import { wallClockMs } from '../../base/clock.js';
import { encodeFrame } from '../../frame/frameEncoder.js';
import type { Message } from '../../messages/table.js';
import type { Network } from '../../networks/network.js';
import type { Peer } from '../../peer/peer.js';
import type { Traffic } from '../../peer/streams/traffic.js';

/** One message of a recorded connection. */
export interface RecordedMessage {
  readonly direction: 'received' | 'sent';
  /** Milliseconds since the start of the connection. */
  readonly atMs: number;
  /** The command in the frame's header. */
  readonly command: string;
  /** Absent if the payload cannot be decoded. */
  readonly message?: Message;
  readonly frame: Uint8Array;
}

/** The selected messages of one recorded connection. */
export interface RecordedConnection {
  readonly network: Network;
  readonly direction: 'inbound' | 'outbound';
  /** The address of the remote; empty if the recording does not contain it. */
  readonly address: string;
  readonly messages: RecordedMessage[];
  /** When the remote closed the connection, in milliseconds since its start; absent if it did not before `toMs`. */
  remoteClosedAtMs?: number;
}

/** Selects messages of a connection. The handshake is always selected: a peer delivers no other messages without it. */
export interface MessageSelection {
  /** The selected commands; undefined: all. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Milliseconds since the start of the connection; undefined: from the start. */
  readonly fromMs?: number | undefined;
  /** Milliseconds since the start of the connection; undefined: to the end. */
  readonly toMs?: number | undefined;
}

/** Collects the messages of a replayed peer: `messages` of the result fills while the peer is replayed. */
export function collectMessages(peer: Peer, selection: MessageSelection): RecordedConnection {
  const { address, direction, network, scheduler } = peer;
  const startedAtMs = wallClockMs(scheduler);
  const messages: RecordedMessage[] = [];
  const connection: RecordedConnection = { network, direction, address, messages };
  let isInHandshake = true;

  function isSelected(traffic: Traffic): boolean {
    const { atMs, command } = traffic;
    const { fromMs = 0, only, toMs = Infinity } = selection;
    const elapsedMs = atMs - startedAtMs;
    if (isInHandshake) return true;
    return elapsedMs >= fromMs && elapsedMs <= toMs && (only?.has(traffic.message()?.command ?? command) ?? true);
  }

  peer.traffic$.subscribe((traffic) => {
    if (isSelected(traffic)) {
      const { atMs, command, direction: messageDirection, payload } = traffic;
      const message = traffic.message();
      messages.push({
        direction: messageDirection,
        atMs: atMs - startedAtMs,
        command,
        ...(message === undefined ? {} : { message }),
        frame: encodeFrame(network, command, payload),
      });
    }
    if (traffic.direction === 'received' && traffic.command === 'verack') isInHandshake = false;
  });
  peer.closed$.subscribe(({ by }) => {
    const elapsedMs = wallClockMs(scheduler) - startedAtMs;
    if (by === 'remote' && elapsedMs <= (selection.toMs ?? Infinity)) connection.remoteClosedAtMs = elapsedMs;
  });
  return connection;
}
