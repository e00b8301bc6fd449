import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, NEVER } from 'rxjs';
import { createIdentity, createPeer, memoryDuplexes, type CloseReason, type Message } from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { connect, dial } from '../../lib/node.js';
import { LBCD_POLICY_NETWORK } from '../helpers/lbcdPolicy.js';
import { closedAfterwards } from '../helpers/rawRemote.js';
import { bytesOf, hash, versionMessage } from '../helpers/samples.js';
import { plainServer } from '../helpers/tcp.js';
import { lbcdRawRemote, lbcdReadyRemote } from './lbcdRemotes.js';
import { noted } from './notedDuplex.js';

const network = LBCD_POLICY_NETWORK;
const HANDSHAKE = bytesOf([versionMessage(), { command: 'verack' }]);

const bulk = (n: number): Message => ({ command: 'unknown', name: 'bulk', payload: Uint8Array.of(n) });

describe('row 46: close()', () => {
  it('has an effect only once, for the first caller', () => {
    const { outbound, inbound } = memoryDuplexes();
    const { duplex, calls } = noted(outbound);
    const peer = closedAfterwards(createPeer(duplex, { network, identity: createIdentity() }));
    const reasons: CloseReason[] = [];
    peer.closed$.subscribe((reason) => reasons.push(reason));
    peer.start();
    peer.close();
    peer.close();
    inbound.close();
    expect(calls.filter((call) => call === 'close')).toHaveLength(1);
    expect(reasons).toEqual([{ by: 'local' }]);
  });

  it('drops queued messages, and settles their sends with false', async () => {
    const { peer, duplex } = lbcdReadyRemote({ highWaterMarkBytes: 1, conversations: [] });
    duplex.pause();
    const results = [1, 2, 3].map((n) => peer.send(bulk(n)));
    peer.close();
    expect(await Promise.all(results)).toEqual([true, false, false]);
  });

  it('works before the connection is open', async () => {
    const peer = createPeer(memoryDuplexes().outbound, { network, identity: createIdentity() });
    const reason = firstValueFrom(peer.closed$);
    peer.close();
    expect(await reason).toEqual({ by: 'local' });
  });

  it('destroys the socket before closed$ emits', async () => {
    const sockets: Socket[] = [];
    const port = await plainServer((socket) => {
      sockets.push(socket);
      socket.resume();
      socket.write(HANDSHAKE);
    });
    const peer = await dial({ network, identity: createIdentity(), host: '127.0.0.1', port, transport: 'v1' });
    const gone = once(sockets[0]!, 'close');
    const reason = firstValueFrom(peer.closed$);
    peer.close();
    expect(await reason).toEqual({ by: 'local' });
    await gone;
    expect(sockets[0]!.destroyed).toBe(true);
  });
});

describe('row 47: resources of a peer', () => {
  it.each([
    ['before the handshake', []],
    ['after the handshake', [versionMessage(), { command: 'verack' } as const]],
  ])(
    'are released when it ends %s: no timer and no pending promise, with any number of queued messages',
    async (_, messages) => {
      const scheduler = new VirtualTime();
      const results: Promise<boolean>[] = [];
      for (let count = 0; count < 300; count++) {
        const { peer, sendToPeer, duplex } = lbcdRawRemote({ scheduler, highWaterMarkBytes: 1 });
        sendToPeer(...messages);
        duplex.pause();
        for (let i = 0; i < 5; i++) results.push(peer.send(bulk(i)));
        peer.announce({ type: 1, hash: hash(1) });
        peer.request.ping().subscribe({ error: () => undefined });
        peer.consume('ping', () => NEVER).subscribe();
        if (count % 2 === 0) peer.close();
        else duplex.close();
      }
      expect(await Promise.all(results)).toHaveLength(1500);
      expect(scheduler.waitingCount).toBe(0);
    },
  );

  it('are released when it ends by a fault', () => {
    const scheduler = new VirtualTime();
    const { write, reasons } = lbcdReadyRemote({ scheduler });
    write(Uint8Array.of(1, 2, 3, 4));
    expect(reasons).toMatchObject([{ error: { code: 'WRONG_MAGIC' } }]);
    expect(scheduler.waitingCount).toBe(0);
  });
});

describe('rows 48 and 49: start()', () => {
  it('after close() does nothing, and the connection is closed', () => {
    const { outbound, inbound } = memoryDuplexes();
    const { duplex, calls } = noted(outbound);
    let isEnded = false;
    inbound.chunk$.subscribe({ complete: () => (isEnded = true) });
    const peer = createPeer(duplex, { network, identity: createIdentity() });
    peer.close();
    peer.start();
    expect(calls).toEqual(['close']);
    expect(isEnded).toBe(true);
  });

  it('writes nothing and closes the connection once if onPeer closes the peer', () => {
    const { duplex, calls } = noted(memoryDuplexes().outbound);
    const peer = createPeer(duplex, { network, identity: createIdentity(), onPeer: (early) => early.close() });
    peer.start();
    expect(calls).toEqual(['close']);
  });

  it('does nothing the second time', () => {
    const { peer, received } = lbcdRawRemote();
    peer.start();
    peer.start();
    expect(received.map(({ command }) => command)).toEqual(['version']);
  });
});

describe('row 50: the target of connect()', () => {
  it.each([0, -1, 65_536, 1.5, NaN])('is rejected at the call with the port %p', (port) => {
    expect(() => connect({ network, host: '127.0.0.1', port })).toThrow(
      expect.objectContaining({ name: 'LocalProtocolError', code: 'INVALID_OPTION', path: 'port' }),
    );
  });

  it('may be a host name', async () => {
    const port = await plainServer((socket) => socket.write(HANDSHAKE));
    const peer = closedAfterwards(await dial({ network, identity: createIdentity(), host: 'localhost', port }));
    expect(peer.address).toBe(`localhost:${port}`);
    expect(peer.local.addrRecv.ip).toEqual(new Uint8Array(16));
  });
});

describe('row 51: the reason', () => {
  it.each<[string, (socket: Socket) => void, object]>([
    ['an end of the connection', (socket) => socket.end(), { by: 'remote' }],
    [
      'a reset of the connection',
      (socket) => socket.resetAndDestroy(),
      { by: 'fault', error: { name: 'TransportError', code: 'CONNECTION_LOST', cause: { code: 'ECONNRESET' } } },
    ],
  ])('reports %s, with the cause', async (_, happens, reason) => {
    const sockets: Socket[] = [];
    const port = await plainServer((socket) => {
      sockets.push(socket);
      socket.write(HANDSHAKE);
    });
    const peer = await dial({ network, identity: createIdentity(), host: '127.0.0.1', port, transport: 'v1' });
    const ended = firstValueFrom(peer.closed$);
    happens(sockets[0]!);
    expect(await ended).toMatchObject(reason);
  });
});
