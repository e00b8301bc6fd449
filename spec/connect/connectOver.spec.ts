import { describe, expect, it } from '@jest/globals';
import { defer, Subscription, tap } from 'rxjs';
import {
  connectOver,
  createPeer,
  type Peer,
  type PeerError,
  type PeerOptions,
  type ReadyPeer,
} from '../../lib/index.js';
import { virtualNetwork } from '../../lib/marbles.js';

/** A node that listens in a virtual network, and `connectOver` to it. */
function connectTo(node: Partial<PeerOptions>, options: Partial<PeerOptions> = {}) {
  const net = virtualNetwork({ latencyMs: 10 });
  let dialledCount = 0;
  const accepted: Peer[] = [];
  net.listen('node:1').subscribe((duplex) => {
    const peer = createPeer(duplex, { ...net.peerOptions('node'), ...node });
    accepted.push(peer);
    peer.start();
  });
  const events: string[] = [];
  const peers: ReadyPeer[] = [];
  const duplex$ = defer(() => net.dial('node:1')).pipe(tap(() => (dialledCount += 1)));
  const connection = new Subscription();
  connection.add(
    connectOver(duplex$, { ...net.peerOptions('page'), ...options }).subscribe({
      next: (peer) => {
        peers.push(peer);
        events.push(`ready v${peer.transport?.version ?? 0}`);
      },
      error: (error: unknown) => events.push((error as PeerError).code),
      complete: () => events.push('complete'),
    }),
  );
  net.advance(1000);
  return { net, events, peers, accepted, connection, dialled: () => dialledCount };
}

describe('connectOver', () => {
  it('emits the peer after its handshake, by v2, and errors when the remote ends it', () => {
    const { accepted, dialled, events, net } = connectTo({});
    expect([events, dialled()]).toEqual([['ready v2'], 1]);
    accepted[0]!.close();
    net.advance(1000);
    expect(events).toEqual(['ready v2', 'REMOTE_CLOSED']);
  });

  it('opens a second connection, by v1, if the remote refuses v2', () => {
    const { accepted, dialled, events, peers } = connectTo({ transport: 'v1' });
    expect([events, dialled(), accepted.length]).toEqual([['ready v1'], 2, 2]);
    expect(peers[0]!.transport).toMatchObject({ version: 1 });
  });

  it('does not fall back with the transport v2', () => {
    const { dialled, events } = connectTo({ transport: 'v1' }, { transport: 'v2' });
    expect([events, dialled()]).toEqual([['V2_REFUSED'], 1]);
  });

  it('completes when we close the peer; unsubscribing closes it', () => {
    const closed = connectTo({});
    closed.peers[0]!.close();
    expect(closed.events).toEqual(['ready v2', 'complete']);
    const left = connectTo({});
    left.connection.unsubscribe();
    left.net.advance(1000);
    expect([left.events, left.net.connectionCount]).toEqual([['ready v2'], 0]);
  });

  it('errors with the error of the connection', () => {
    const net = virtualNetwork();
    const codes: string[] = [];
    connectOver(net.dial('absent:1'), net.peerOptions('page')).subscribe({
      error: (error: unknown) => codes.push((error as PeerError).code),
    });
    net.advance(1);
    expect(codes).toEqual(['CONNECT_FAILED']);
  });

  it('rejects an invalid option at the call', () => {
    const net = virtualNetwork();
    expect(() => connectOver(net.dial('absent:1'), { ...net.peerOptions('page'), pingIntervalMs: -1 })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', path: 'pingIntervalMs' }),
    );
  });
});
