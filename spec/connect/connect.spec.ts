import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, lastValueFrom, retry, Subject, take, takeUntil, tap, timer, toArray } from 'rxjs';
import { bitcoin, createIdentity, LocalProtocolError, VERSION, type Peer } from '../../lib/index.js';
import { connect, dial, listen, type ConnectOptions } from '../../lib/node.js';
import { afterTest, ourListener, plainServer } from '../helpers/tcp.js';

function options(port: number, more: Partial<ConnectOptions> = {}): ConnectOptions {
  return { network: bitcoin.regtest, host: '127.0.0.1', port, identity: createIdentity(), ...more };
}

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const { port, subscription } = await ourListener();
  subscription.unsubscribe();
  return port;
}

const outcome = (peer: Peer): Promise<unknown> => firstValueFrom(peer.closed$);

describe('connect', () => {
  it('emits the peer when it is ready, and completes after its streams when we close it', async () => {
    const { port } = await ourListener();
    const order: string[] = [];
    const done$ = new Subject<void>();
    const seen = firstValueFrom(done$);
    connect(options(port)).subscribe({
      next(peer) {
        order.push(`ready ${peer.remote.userAgent!} ${peer.protocolVersion}`);
        peer.messages$.subscribe({ complete: () => order.push('messages$ completes') });
        peer.closed$.subscribe(({ by }) => order.push(`closed$ emits ${by}`));
        peer.close();
      },
      complete() {
        order.push('connect completes');
        done$.next();
      },
    });
    await seen;
    expect(order).toEqual([
      `ready /rxpeer:${VERSION}/ 70016`,
      'messages$ completes',
      'closed$ emits local',
      'connect completes',
    ]);
  });

  it('errors when the remote ends the connection, and reconnects with retry', async () => {
    const { port, peer$ } = await ourListener();
    afterTest(peer$.subscribe((inbound) => inbound.close()));
    const errors: unknown[] = [];
    const peers = await lastValueFrom(
      connect(options(port)).pipe(
        tap({ error: (error: unknown) => errors.push(error) }),
        retry({ delay: 1, resetOnSuccess: true, count: 1 }),
        take(3),
        toArray(),
      ),
    );
    expect(new Set(peers.map(({ id }) => id)).size).toBe(3);
    expect(errors).toMatchObject([
      { name: 'TransportError', code: 'REMOTE_CLOSED', message: `127.0.0.1:${port} closed the connection` },
      { name: 'TransportError', code: 'REMOTE_CLOSED' },
    ]);
  });

  it('errors when no server listens', async () => {
    const port = await closedPort();
    await expect(firstValueFrom(connect(options(port)))).rejects.toMatchObject({
      name: 'TransportError',
      code: 'CONNECT_FAILED',
      message: `no connection to 127.0.0.1:${port}: ECONNREFUSED`,
    });
  });

  it('errors when a name has no address', async () => {
    const call = firstValueFrom(connect(options(1, { host: 'nowhere.invalid' })));
    await expect(call).rejects.toMatchObject({ name: 'TransportError', code: 'CONNECT_FAILED' });
  });

  it('errors when the handshake is refused, with the reason', async () => {
    const { port } = await ourListener();
    const call = firstValueFrom(connect(options(port, { requiredServices: 8n })));
    await expect(call).rejects.toMatchObject({ name: 'RemoteProtocolError', code: 'SERVICES_MISSING' });
  });

  it('detects a connection to ourselves', async () => {
    const identity = createIdentity();
    const reasons: Promise<unknown>[] = [];
    const { port } = await ourListener({ identity, onPeer: (peer) => reasons.push(outcome(peer)) });
    await expect(firstValueFrom(connect(options(port, { identity })))).rejects.toBeInstanceOf(Error);
    expect(await Promise.all(reasons)).toMatchObject([{ by: 'fault', error: { code: 'SELF_CONNECTION' } }]);
  });

  it('closes the peer when it is unsubscribed, as firstValueFrom does', async () => {
    const { port } = await ourListener();
    const peer = await firstValueFrom(connect(options(port)));
    expect(await outcome(peer)).toEqual({ by: 'local' });
  });

  it('destroys the socket when it is unsubscribed while dialling', async () => {
    const arrived: Socket[] = [];
    const port = await plainServer((socket) => arrived.push(socket));
    connect(options(port)).subscribe().unsubscribe();
    // After the first connection in the queue of the listener: when it is accepted, the first one was or never will be.
    const second = createConnection({ host: '127.0.0.1', port });
    await once(second, 'connect');
    await Promise.all(arrived.slice(0, -1).map((socket) => once(socket, 'close')));
    second.destroy();
    expect(arrived.length).toBeLessThanOrEqual(2);
  });

  it('errors at the call for invalid options', () => {
    expect(() => connect(options(0))).toThrow('port: integer from 1 to 65535 expected, got 0');
    expect(() => connect(options(1, { host: '' }))).toThrow(LocalProtocolError);
    expect(() => connect(options(1, { connectTimeoutMs: 0 }))).toThrow('connectTimeoutMs');
  });
});

describe('dial', () => {
  it('resolves to a peer that the caller closes', async () => {
    const { port } = await ourListener();
    const peer = await dial(options(port));
    expect(await firstValueFrom(peer.status$)).toBe('ready');
    expect(await peer.send({ command: 'getaddr' })).toBe(true);
    peer.close();
    expect(await outcome(peer)).toEqual({ by: 'local' });
  });

  it('rejects with the error of connect', async () => {
    await expect(dial(options(await closedPort()))).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
  });

  it('is cancelled by its signal', async () => {
    const port = await plainServer(() => undefined);
    const controller = new AbortController();
    const aborted = dial({ ...options(port), signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    await expect(dial({ ...options(port), signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
  });
});

describe('listen', () => {
  it('emits each peer, and closes them when it is unsubscribed', async () => {
    const { port, peer$, subscription } = await ourListener();
    const inbound = firstValueFrom(peer$);
    const outbound = await dial(options(port, { userAgent: { name: 'test', version: '1', comments: ['a', 'b'] } }));
    const peer = await inbound;
    expect(peer.direction).toBe('inbound');
    expect(peer.remote.userAgent).toBe(`/rxpeer:${VERSION}/test:1(a; b)/`);
    subscription.unsubscribe();
    expect(await outcome(peer)).toEqual({ by: 'local' });
    expect(await outcome(outbound)).toEqual({ by: 'remote' });
  });

  it('closes a connection beyond maxPeers at once', async () => {
    const { port, peer$ } = await ourListener({ maxPeers: 1 });
    afterTest(peer$.subscribe());
    const first = await dial(options(port));
    await expect(dial(options(port))).rejects.toMatchObject({ name: 'TransportError' });
    first.close();
  });

  it('continues after a remote that fails its handshake', async () => {
    const { port, peer$, errors } = await ourListener();
    const refused = dial(options(port, { requiredServices: 1n }));
    await expect(refused).rejects.toMatchObject({ code: 'SERVICES_MISSING' });
    const inbound = firstValueFrom(peer$);
    const good = await dial(options(port));
    expect((await inbound).remote.nonce).toBe(good.local.nonce);
    expect(errors).toEqual([]);
    good.close();
  });

  it('errors when the port is in use', async () => {
    const { port } = await ourListener();
    const second$ = listen({ network: bitcoin.regtest, port }).pipe(takeUntil(timer(5000)));
    await expect(lastValueFrom(second$)).rejects.toMatchObject({ name: 'TransportError', code: 'LISTEN_FAILED' });
  });
});
