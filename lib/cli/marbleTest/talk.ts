import { wallClockMs } from '../../base/clock.js';
import { encodeFrame } from '../../frame/frameEncoder.js';
import type { Message } from '../../messages/table.js';
import type { Network } from '../../networks/network.js';
import type { Peer } from '../../peer/peer.js';
import type { Traffic } from '../../peer/streams/traffic.js';

/** One message of a connection. */
export interface Said {
  readonly direction: 'received' | 'sent';
  /** From the connection's beginning. */
  readonly atMs: number;
  /** As the wire spells it. */
  readonly command: string;
  /** Absent where it cannot be read. */
  readonly message?: Message;
  readonly frame: Uint8Array;
}

/** What was said on one connection. */
export interface Talk {
  readonly network: Network;
  readonly direction: 'inbound' | 'outbound';
  readonly address: string;
  readonly said: Said[];
  /** When the remote ended it, where it did, within the part that is wanted. */
  remoteEndedAtMs?: number;
}

/** Which part of a talk is wanted. The handshake is always: without it nothing else would be heard. */
export interface TalkChoice {
  readonly only?: ReadonlySet<string> | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** Listens to a peer that is replayed; `said` fills as that goes on. */
export function talkOf(peer: Peer, choice: TalkChoice): Talk {
  const { address, direction, network, scheduler } = peer;
  const startedAtMs = wallClockMs(scheduler);
  const said: Said[] = [];
  const talk: Talk = { network, direction, address, said };
  let isInHandshake = true;

  function isWanted(traffic: Traffic): boolean {
    const { atMs, command } = traffic;
    const { fromMs = 0, only, toMs = Infinity } = choice;
    const passedMs = atMs - startedAtMs;
    if (isInHandshake) return true;
    return passedMs >= fromMs && passedMs <= toMs && (only?.has(traffic.message()?.command ?? command) ?? true);
  }

  peer.traffic$.subscribe((traffic) => {
    if (isWanted(traffic)) {
      const { atMs, command, direction: way, payload } = traffic;
      const message = traffic.message();
      const known = message === undefined ? {} : { message };
      said.push({
        direction: way,
        atMs: atMs - startedAtMs,
        command,
        ...known,
        frame: encodeFrame(network, command, payload),
      });
    }
    if (traffic.direction === 'received' && traffic.command === 'verack') isInHandshake = false;
  });
  peer.closed$.subscribe(({ by }) => {
    const passedMs = wallClockMs(scheduler) - startedAtMs;
    if (by === 'remote' && passedMs <= (choice.toMs ?? Infinity)) talk.remoteEndedAtMs = passedMs;
  });
  return talk;
}
