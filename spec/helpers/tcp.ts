import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach } from '@jest/globals';
import { Subject, Subscription, firstValueFrom, type Observable } from 'rxjs';
import { bitcoin, createIdentity, type ReadyPeer } from '../../lib/index.js';
import { listen, type ListenOptions } from '../../lib/node.js';

let cleanUp = new Subscription();

afterEach(() => {
  cleanUp.unsubscribe();
  cleanUp = new Subscription();
});

/** Unsubscribes after the test. */
export function afterTest(subscription: Subscription): Subscription {
  cleanUp.add(subscription);
  return subscription;
}

/** A plain server on a free port of 127.0.0.1, until the end of the test. */
export function plainServer(onSocket: (socket: Socket) => void): Promise<number> {
  return listenAt(undefined, onSocket);
}

/** Listens at a free port of 127.0.0.1, or at the path of a Unix socket, until the end of the test. */
export async function listenAt(path: string | undefined, onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  afterTest(
    new Subscription(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    }),
  );
  if (path === undefined) server.listen(0, '127.0.0.1');
  else server.listen(path);
  await once(server, 'listening');
  return path === undefined ? (server.address() as AddressInfo).port : 0;
}

/** A Unix socket at this path whose connections are forwarded to a port of 127.0.0.1, until the end of the test. */
export async function forwardFrom(path: string, port: number): Promise<void> {
  await listenAt(path, (socket) => {
    const remote = createConnection({ port, host: '127.0.0.1' });
    socket.on('close', () => remote.destroy());
    remote.on('error', () => undefined);
    socket.pipe(remote).pipe(socket);
  });
}

/** A listener of ours on a free port of 127.0.0.1, with the peers that it emits. */
export async function ourListener(
  options: Partial<ListenOptions> = {},
): Promise<{ port: number; peer$: Observable<ReadyPeer>; subscription: Subscription; errors: unknown[] }> {
  const port$ = new Subject<number>();
  const peer$ = new Subject<ReadyPeer>();
  const errors: unknown[] = [];
  const port = firstValueFrom(port$);
  const subscription = afterTest(
    listen({
      network: bitcoin.regtest,
      port: 0,
      identity: createIdentity(),
      onListening: (address) => port$.next(address.port),
      ...options,
    }).subscribe({ next: (peer) => peer$.next(peer), error: (error: unknown) => errors.push(error) }),
  );
  return { port: await port, peer$, subscription, errors };
}
