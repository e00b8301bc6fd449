import { expect } from '@jest/globals';
import { of, type OperatorFunction } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { Message, Peer, TimedAddress } from '../../../lib/index.js';
import { pong } from '../peer/messages.js';
import { rawRemote, type RawRemote, type RawRemoteOptions } from '../rawRemote.js';
import { versionMessage } from '../samples.js';

/** A remote controlled by the test, and a clock. */
export interface Stage extends RawRemote {
  readonly at: (ms: number, act: () => void) => void;
}

export interface AlertsAboutOptions extends RawRemoteOptions {
  /** The offset of the remote's clock from ours. */
  offsetSeconds?: number;
  /** The time at which we close the peer. */
  endMs?: number;
}

/** The alerts of a rule about this remote, with their times. Checks that each names the peer. */
export function alertsAbout<A extends object>(
  rule: OperatorFunction<Peer, A & { readonly peer: Peer }>,
  script: (stage: Stage) => void,
  { offsetSeconds = 0, endMs = 400_000, ...options }: AlertsAboutOptions = {},
): [atMs: number, alert: Omit<A, 'peer'>][] {
  const fired: [number, Omit<A, 'peer'>][] = [];
  const time = new TestScheduler(() => undefined);
  time.run(() => {
    const remote = rawRemote({ scheduler: time, ...options });
    of(remote.peer)
      .pipe(rule)
      .subscribe(({ peer, ...alert }) => {
        expect(peer).toBe(remote.peer);
        fired.push([time.now(), alert]);
      });
    remote.sendToPeer(versionMessage({ timestamp: BigInt(offsetSeconds) }), { command: 'verack' });
    const at = (ms: number, act: () => void): void => void time.schedule(act, ms);
    script({ ...remote, at });
    // A closed peer does not send pings, so virtual time ends.
    at(endMs, () => remote.peer.close());
  });
  return fired;
}

/** Answers each of our pings after this time, or not at all if it is undefined. */
export function answerPings({ peer, sendToPeer, at }: Stage, roundTripMs: (n: number) => number | undefined): void {
  let count = 0;
  peer.sent$.subscribe((message) => {
    if (message.command !== 'ping') return;
    const ms = roundTripMs(count++);
    if (ms !== undefined) at(ms, () => sendToPeer(pong(message.nonce!)));
  });
}

/** An addr with this number of addresses. */
export function addr(count: number): Message {
  const address: TimedAddress = { time: 0, services: 0n, ip: new Uint8Array(16), port: 8333 };
  return { command: 'addr', addresses: Array.from({ length: count }, () => address) };
}

/** An addrv2 with this number of addresses. */
export function addrv2(count: number): Message {
  const address = { time: 0, services: 0n, networkId: 1, address: new Uint8Array(4), port: 8333 };
  return { command: 'addrv2', addresses: Array.from({ length: count }, () => address) };
}
