import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, Subscription } from 'rxjs';
import { bitcoin, createIdentity, lbry, type Peer, type ReadyPeer } from '../../lib/index.js';
import { dial, type DialOptions } from '../../lib/node.js';
import { afterTest, ourListener, plainServer } from '../helpers/tcp.js';

/** The first bytes of each connection to a server, as text: `v1` or `v2`. */
type Dialled = string[];

const network = bitcoin.regtest;
const REFUSAL = 'the remote closed the connection before it sent anything: it probably does not support transport v2';

async function connected(port: number, options: Partial<DialOptions> = {}): Promise<ReadyPeer> {
  const peer = await dial({ network, host: '127.0.0.1', port, identity: createIdentity(), ...options });
  afterTest(new Subscription(() => peer.close()));
  return peer;
}

/** A server that closes each connection after these bytes. */
async function closingServer(answer: Uint8Array): Promise<{ port: number; dialled: Dialled }> {
  const dialled: Dialled = [];
  const port = await plainServer((socket) => {
    socket.once('data', (data) => {
      dialled.push(isV1(data) ? 'v1' : 'v2');
      socket.end(answer);
    });
  });
  return { port, dialled };
}

function isV1(data: Uint8Array): boolean {
  return new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true) === network.magic;
}

describe('the transport of a connection', () => {
  it('is v2 by default on Bitcoin, with the same session id at both ends', async () => {
    const { port, peer$ } = await ourListener();
    const inbound = firstValueFrom(peer$);
    const { transport } = await connected(port);
    expect(transport).toEqual({ version: 2, sessionId: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect((await inbound).transport).toEqual(transport);
  });

  it('is v1 by default on LBRY, which has no v2: one connection', async () => {
    const seen: Peer[] = [];
    const { port } = await ourListener({ network: lbry.regtest });
    const { transport } = await connected(port, { network: lbry.regtest, onPeer: (peer) => seen.push(peer) });
    expect(transport).toEqual({ version: 1 });
    expect(seen).toHaveLength(1);
  });

  it('falls back to v1 with a remote that supports only v1, and says why', async () => {
    const seen: Peer[] = [];
    const { port, peer$ } = await ourListener({ transport: 'v1' });
    const inbound = firstValueFrom(peer$);
    const peer = await connected(port, { onPeer: (each) => seen.push(each) });
    expect(peer.transport).toEqual({ version: 1, fallback: REFUSAL });
    expect((await inbound).transport).toEqual({ version: 1 });
    expect(seen.map(({ transport }) => transport?.version)).toEqual([2, 1]);
  });

  it('is v1 without a try of v2 on request', async () => {
    const seen: Peer[] = [];
    const { port } = await ourListener();
    const { transport } = await connected(port, { transport: 'v1', onPeer: (each) => seen.push(each) });
    expect(transport).toEqual({ version: 1 });
    expect(seen).toHaveLength(1);
  });
});

describe('a remote that closes the connection', () => {
  it('before it sends anything, by v2 and then by v1, is dialled twice', async () => {
    const { port, dialled } = await closingServer(new Uint8Array(0));
    await expect(connected(port)).rejects.toMatchObject({ name: 'TransportError', code: 'REMOTE_CLOSED' });
    expect(dialled).toEqual(['v2', 'v1']);
  });

  it.each([1, 3, 63, 64, 100])('after %i bytes is not dialled again', async (length) => {
    const { port, dialled } = await closingServer(new Uint8Array(length).fill(0x5a, 0, 1));
    await expect(connected(port)).rejects.toMatchObject({ name: 'RemoteProtocolError', code: 'TRUNCATED' });
    expect(dialled).toEqual(['v2']);
  });

  it('by a reset, before it sends anything, is dialled twice', async () => {
    const dialled: Dialled = [];
    const port = await plainServer((socket) => {
      socket.once('data', (data) => {
        dialled.push(isV1(data) ? 'v1' : 'v2');
        socket.resetAndDestroy();
      });
    });
    await expect(connected(port)).rejects.toMatchObject({ name: 'TransportError', code: 'CONNECTION_LOST' });
    expect(dialled).toEqual(['v2', 'v1']);
  });

  it('causes V2_REFUSED with transport v2', async () => {
    const { port, dialled } = await closingServer(new Uint8Array(0));
    await expect(connected(port, { transport: 'v2' })).rejects.toMatchObject({
      name: 'TransportError',
      code: 'V2_REFUSED',
      message: REFUSAL,
    });
    expect(dialled).toEqual(['v2']);
  });

  it('is dialled once with transport v1', async () => {
    const { port, dialled } = await closingServer(new Uint8Array(0));
    await expect(connected(port, { transport: 'v1' })).rejects.toMatchObject({ code: 'REMOTE_CLOSED' });
    expect(dialled).toEqual(['v1']);
  });
});
