// A peer of ours that is ready, over a duplex of the benchmark's own: what it says is counted and thrown away.
import { Subject } from 'rxjs';
import { createIdentity, createPeer, encodeMessage } from '../../dist/index.js';
import { VirtualTime } from '../../dist/marbles.js';
import { versionOf } from './version.mjs';

/** @returns {{ peer: object, receive: (chunk: Uint8Array) => void, scheduler: object, sent: { bytes: number } }} */
export function handshaken({ network, scheduler = new VirtualTime({ startMs: 1_750_000_000_000 }), ...options }) {
  const chunk$ = new Subject();
  const sent = { bytes: 0 };
  const duplex = {
    chunk$,
    drain$: new Subject(),
    address: '192.0.2.1:8333',
    direction: 'outbound',
    write(chunk, done) {
      sent.bytes += chunk.length;
      done?.(true);
      return true;
    },
    pause: () => undefined,
    resume: () => undefined,
    close: () => undefined,
  };
  const peer = createPeer(duplex, { network, scheduler, identity: createIdentity(), ...options });
  let status;
  peer.status$.subscribe((value) => (status = value));
  peer.closed$.subscribe((reason) => {
    if (reason.by !== 'local') throw new Error('a peer of the benchmark has ended', { cause: reason.error });
  });
  peer.start();
  for (const message of [versionOf(1n), { command: 'verack' }]) chunk$.next(encodeMessage(message, { network }));
  scheduler.advance(1);
  if (status !== 'ready') throw new Error(`a peer of the benchmark is ${status}`);
  return { peer, receive: (chunk) => chunk$.next(chunk), scheduler, sent };
}
