import { describe, expect, it } from '@jest/globals';
import { memoryDuplexes } from '../../../lib/transport/memory.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { createIdentity } from '../../../lib/protocol/handshake/identity.js';
import { createPeer } from '../../../lib/peer/createPeer.js';
import { DuplexPeer } from '../../../lib/peer/duplexPeer.js';
import { createFramingBy } from '../../../lib/peer/peerFraming.js';
import { LIVE_ROLE } from '../../../lib/peer/peerRole.js';
import { peerSettings } from '../../../lib/peer/peerSettings.js';
import { LazyV2 } from '../../../lib/peer/v2/lazyV2.js';
import { loadTransportV2 } from '../../../lib/peer/v2/loadTransportV2.js';
import * as code from '../../../lib/peer/v2/transportV2.js';
import type { TransportV2, V2Source } from '../../../lib/peer/v2/v2Source.js';

const network = bitcoin.regtest;

/** A peer as a page has one: transport v2 comes from this source. */
function peerBy(source: V2Source, duplex: ReturnType<typeof memoryDuplexes>['outbound']): DuplexPeer {
  const role = {
    ...LIVE_ROLE,
    createFraming: (options: Parameters<typeof LIVE_ROLE.createFraming>[0]) => createFramingBy(source, options),
  };
  return new DuplexPeer(
    duplex,
    peerSettings({ network, transport: 'v2', identity: createIdentity() }),
    undefined,
    role,
  );
}

const closedOf = (peer: DuplexPeer): Promise<unknown> => new Promise((resolve) => peer.closed$.subscribe(resolve));

describe('the code of transport v2, loaded when it is needed', () => {
  it('is loaded once for several callers, and once more after it has failed', async () => {
    let calls = 0;
    const source = new LazyV2(() => (++calls === 1 ? Promise.reject(new Error('offline')) : Promise.resolve(code)));
    const both = [source.load(), source.load()];
    for (const each of both) await expect(each).rejects.toThrow('offline');
    expect([calls, source.loaded]).toEqual([1, undefined]);
    await expect(Promise.all([source.load(), source.load()])).resolves.toEqual([code, code]);
    expect([calls, source.loaded]).toEqual([2, code]);
  });

  it('is not loaded if a caller has provided it', async () => {
    const source = new LazyV2(() => Promise.reject(new Error('must not be called')));
    source.provide(code);
    expect(source.loaded).toBe(code);
    await expect(source.load()).resolves.toBe(code);
  });

  it('is there from the beginning in Node', async () => {
    await expect(loadTransportV2()).resolves.toBeUndefined();
    const { inbound, outbound } = memoryDuplexes();
    const peer = createPeer(outbound, { network, transport: 'v2' });
    expect(peer.transport).toEqual({ version: 2 });
    inbound.close({});
    peer.close();
  });

  it.each([true, false])('peers wait for it and are ready; the remote waits too: %s', async (isRemoteLazy) => {
    let load!: (loaded: TransportV2) => void;
    const source = new LazyV2(() => new Promise((resolve) => (load = resolve)));
    const { inbound, outbound } = memoryDuplexes();
    const peer = peerBy(source, outbound);
    const remote = isRemoteLazy
      ? peerBy(source, inbound)
      : createPeer(inbound, { network, transport: 'v2', identity: createIdentity() });
    const ready = Promise.all(
      [peer, remote].map(
        (each) => new Promise<void>((done) => each.status$.subscribe((status) => status === 'ready' && done())),
      ),
    );
    remote.start();
    peer.start();
    await new Promise((done) => setImmediate(done));
    expect(peer.transport).toEqual({ version: 2 });
    load(code);
    await ready;
    expect(peer.transport?.sessionId).toMatch(/^[0-9a-f]{64}$/);
    expect(peer.transport?.sessionId).toBe(remote.transport?.sessionId);
    peer.close();
    remote.close();
  });

  it('ends the peer with CONNECT_FAILED if it cannot be loaded', async () => {
    const { inbound, outbound } = memoryDuplexes();
    const peer = peerBy(new LazyV2(() => Promise.reject(new Error('404'))), outbound);
    const closed = closedOf(peer);
    peer.start();
    await expect(closed).resolves.toMatchObject({ by: 'fault', error: { code: 'CONNECT_FAILED' } });
    inbound.close({});
  });

  it('calls a remote that closes meanwhile no refusal of v2, because it has not received our key', async () => {
    const { inbound, outbound } = memoryDuplexes();
    const peer = peerBy(new LazyV2(() => new Promise(() => undefined)), outbound);
    const closed = closedOf(peer);
    peer.start();
    inbound.close({});
    await expect(closed).resolves.toEqual({ by: 'remote' });
  });

  it('does nothing for a peer that was closed meanwhile', async () => {
    let load!: (loaded: TransportV2) => void;
    const written: number[] = [];
    const { inbound, outbound } = memoryDuplexes();
    inbound.chunk$.subscribe((chunk) => written.push(chunk.length));
    const peer = peerBy(new LazyV2(() => new Promise((resolve) => (load = resolve))), outbound);
    peer.start();
    peer.close();
    load(code);
    await new Promise((done) => setImmediate(done));
    expect(written).toEqual([]);
  });
});
