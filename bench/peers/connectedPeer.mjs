// A peer whose handshake is complete, over an in-memory duplex. Everything it sends is counted and dropped.
import { verackFrame, versionFrame } from '../corpus/handshake.mjs';
import { importLibrary, importRxjs } from '../library.mjs';

const { bitcoin, createIdentity, createPeer } = await importLibrary('index');
const { VirtualTime } = await importLibrary('marbles');
const { Subject } = importRxjs();

/**
 * Creates a peer of Bitcoin's main network.
 *
 * @returns {{ peer: object, receive: (chunk: Uint8Array) => void, scheduler: object, sent: { bytes: number } }}
 */
export function createConnectedPeer({ scheduler = new VirtualTime({ startMs: 1_750_000_000_000 }) } = {}) {
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
  const peer = createPeer(duplex, { network: bitcoin.mainnet, scheduler, identity: createIdentity() });
  let status;
  peer.status$.subscribe((value) => (status = value));
  peer.closed$.subscribe((reason) => {
    if (reason.by !== 'local') throw new Error('a peer of the benchmark was closed', { cause: reason.error });
  });
  peer.start();
  for (const frame of [versionFrame(1n), verackFrame()]) chunk$.next(Uint8Array.from(frame));
  scheduler.advance(1);
  if (status !== 'ready') throw new Error(`the status of a peer of the benchmark is ${status}, not ready`);
  return { peer, receive: (chunk) => chunk$.next(chunk), scheduler, sent };
}
