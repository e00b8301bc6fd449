import { describe, expect, it } from '@jest/globals';
import { memorySockets, TransportError, type Duplex } from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';

const HOST = '127.0.0.1';

function listening(port = 0) {
  const time = new VirtualTime();
  const sockets = memorySockets({ scheduler: time });
  const accepted: Duplex[] = [];
  const addresses: { host: string; port: number }[] = [];
  const listener = sockets
    .listen({ host: HOST, port, onListening: (address) => addresses.push(address) })
    .subscribe((duplex) => accepted.push(duplex));
  time.advance(1);
  return { time, sockets, accepted, listener, port: addresses[0]!.port, addresses };
}

function errorOf(attempt: (onError: (error: unknown) => void) => void): unknown {
  let failure: unknown;
  attempt((error) => (failure = error));
  return failure;
}

describe('memorySockets', () => {
  it('chooses free ports from 1024 on, a freed one last, and reports each once', () => {
    const { addresses, listener, sockets, time } = listening();
    listener.unsubscribe();
    const onListening = (address: { host: string; port: number }): void => void addresses.push(address);
    sockets.listen({ host: HOST, port: 0, onListening }).subscribe();
    sockets.listen({ host: '::1', port: 0, onListening }).subscribe();
    time.advance(1);
    expect(addresses).toEqual([
      { host: HOST, port: 1024 },
      { host: HOST, port: 1025 },
      { host: '::1', port: 1026 },
    ]);
  });

  it('connects both ends, in another task than the call, and carries bytes and the end in order', () => {
    const { accepted, port, sockets, time } = listening(8333);
    const dialled: Duplex[] = [];
    sockets.dial({ host: HOST, port }).subscribe((duplex) => dialled.push(duplex));
    expect(dialled).toEqual([]);
    time.advance(1);
    expect([dialled[0]!.address, dialled[0]!.direction]).toEqual(['127.0.0.1:8333', 'outbound']);
    expect([accepted[0]!.address, accepted[0]!.direction]).toEqual(['127.0.0.1:1024', 'inbound']);

    const received: (number | string)[] = [];
    accepted[0]!.chunk$.subscribe({ next: (chunk) => received.push(...chunk), complete: () => received.push('end') });
    dialled[0]!.write(Uint8Array.of(1, 2));
    dialled[0]!.write(Uint8Array.of(3));
    dialled[0]!.close();
    expect(received).toEqual([]);
    time.advance(1);
    expect(received).toEqual([1, 2, 3, 'end']);
  });

  it('refuses a second listener on the address, until the first is unsubscribed', () => {
    const { listener, port, sockets } = listening();
    const listenAgain = (): unknown =>
      errorOf((error) => {
        sockets.listen({ host: HOST, port, onListening: () => undefined }).subscribe({ error });
      });
    expect(listenAgain()).toEqual(new TransportError('LISTEN_FAILED', `cannot listen on ${HOST}:${port}: EADDRINUSE`));
    listener.unsubscribe();
    expect(listenAgain()).toBeUndefined();
  });

  it('has 64,512 free ports per host, and refuses the next listener', () => {
    const sockets = memorySockets({ scheduler: new VirtualTime() });
    const listen = (): unknown =>
      errorOf((error) => {
        sockets.listen({ host: HOST, port: 0, onListening: () => undefined }).subscribe({ error });
      });
    for (let count = 0; count < 64_511; count++) {
      sockets.listen({ host: HOST, port: 0, onListening: () => undefined }).subscribe();
    }
    expect(listen()).toBeUndefined();
    expect(listen()).toMatchObject({ code: 'LISTEN_FAILED' });
  });

  it('refuses to dial an address without a listener, also on other sockets and after the end of the listener', () => {
    const { accepted, listener, port, sockets, time } = listening();
    const failures: unknown[] = [];
    const error = (each: unknown): number => failures.push(each);
    memorySockets({ scheduler: time }).dial({ host: HOST, port }).subscribe({ error });
    sockets.dial({ host: '::1', port }).subscribe({ error });
    listener.unsubscribe();
    sockets.dial({ host: HOST, port }).subscribe({ error });
    time.advance(1);
    expect(failures.map((each) => (each as TransportError).message)).toEqual([
      `no connection to ${HOST}:${port}: ECONNREFUSED`,
      `no connection to [::1]:${port}: ECONNREFUSED`,
      `no connection to ${HOST}:${port}: ECONNREFUSED`,
    ]);
    expect(accepted).toEqual([]);
  });

  it('opens no connection if dialling is cancelled', () => {
    const { accepted, port, sockets, time } = listening();
    sockets.dial({ host: HOST, port }).subscribe().unsubscribe();
    time.advance(1);
    expect(accepted).toEqual([]);
  });

  it.each([0, 65_536, 1.5, undefined])('rejects the port %p at the call of dial', (port) => {
    const dial = () => memorySockets().dial({ host: HOST, port: port as number });
    expect(dial).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path: 'port' }));
  });
});
