import { describe, expect, it } from '@jest/globals';
import { Subject, take, throwError } from 'rxjs';
import {
  bitcoin,
  encodeMessage,
  InventoryType,
  LocalProtocolError,
  PeerTimeoutError,
  toHex,
  wtxid,
  type InvMessage,
  type Transaction,
  type VersionMessage,
} from '../../lib/index.js';
import { broadcast, BroadcastError, broadcastResult, type EchoPeer } from '../../lib/node.js';
import { virtualNetwork } from '../../lib/marbles.js';
import {
  endsOf,
  nodeAt,
  nothing,
  nowhere,
  request,
  started,
  textsOf,
  TRANSACTION,
  TXID,
  watched,
} from './virtualBroadcast.js';

const [A, B, C, D, E] = ['20.0.0.1:8333', '20.1.0.1:8333', '20.2.0.1:8333', '20.3.0.1:8333', '20.4.0.1:8333'] as const;

describe('a broadcast to one node', () => {
  it('emits each stage, the outcome and the result, and closes the connection', () => {
    const net = virtualNetwork({ latencyMs: 50 });
    const node = nodeAt(net, A);
    const run = started(net, { addresses: [A] });
    net.advance(1000);
    expect(textsOf(run)).toEqual([
      ...[`${A} connecting`, `${A} handshaking`, `${A} announced`, `${A} sent`, `${A} delivered`, 'result 1 no echo'],
    ]);
    expect(run.end).toBe('complete');
    // 50 for dialling, 100 each for version, inv and tx.
    expect(run.values[4]).toMatchObject({ outcome: { elapsedMs: 350, roundTripMs: 100 } });
    expect(run.values[5]).toMatchObject({ txid: TXID, wtxid: wtxid(TRANSACTION), copies: 1, echo: undefined });
    expect(node.received.map(({ command }) => command)).toEqual(['version', 'verack', 'inv', 'tx', 'ping']);
    expect(node.received[2]).toEqual({ command: 'inv', items: [{ type: InventoryType.transaction, hash: TXID }] });
    expect(node.received[3]).toEqual({ command: 'tx', transaction: TRANSACTION });
    expect(net.connectionCount).toBe(0);
    expect(net.scheduler.waitingCount).toBe(0);
  });

  it('sends a version that shows neither us nor the time', () => {
    const net = virtualNetwork();
    const nonces = [A, B].map((address) => {
      const node = nodeAt(net, address);
      started(net, { addresses: [address] });
      net.advance(1000);
      const { nonce, ...version } = node.received[0] as VersionMessage;
      const none = { services: 0n, ip: new Uint8Array(16), port: 0 };
      expect(version).toEqual({
        ...{ command: 'version', version: 70_016, services: 0n, timestamp: 0n, addrRecv: none, addrFrom: none },
        ...{ userAgent: '/pynode:0.0.1/', startHeight: 0, relay: false },
      });
      return nonce;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it('answers nothing but the getdata', () => {
    const net = virtualNetwork();
    const node = nodeAt(net, A, {
      onInv(peer, items) {
        void peer.send({ command: 'ping', nonce: 5n });
        void peer.send({ command: 'getaddr' });
        void peer.send({ command: 'getheaders', version: 70_016, locator: [], stopHash: '0'.repeat(64) });
        void peer.send({ command: 'sendheaders' });
        void peer.send({ command: 'unknown', name: 'demo', payload: new Uint8Array(3) });
        void peer.send({ command: 'inv', items });
        request(peer, items);
      },
    });
    started(net, { addresses: [A] });
    net.advance(1000);
    expect(node.received.map(({ command }) => command)).toEqual(['version', 'verack', 'inv', 'tx', 'ping']);
  });

  it('sends no feature message, even if the node negotiates all features', () => {
    const net = virtualNetwork();
    const node = nodeAt(net, A, { offerReconciliation: true, protocolVersion: 70_017 });
    started(net, { addresses: [A] });
    net.advance(1000);
    expect(node.received.map(({ command }) => command)).toEqual(['version', 'verack', 'inv', 'tx', 'ping']);
  });

  it('connects to itself: a node of the same process receives the transaction', () => {
    const net = virtualNetwork();
    const node = nodeAt(net, A, { identity: undefined });
    const run = started(net, { addresses: [A] });
    net.advance(1000);
    expect([run.end, node.received.length]).toEqual(['complete', 5]);
  });
});

describe('the copies of a broadcast', () => {
  it('are delivered at the same time, and no further address is dialled', () => {
    const net = virtualNetwork({ latencyMs: 50 });
    const nodes = [A, B, C, D].map((address) => nodeAt(net, address));
    const run = started(net, { addresses: [A, B, C, D] });
    net.advance(350);
    expect(endsOf(run)).toEqual([`${A} delivered`, `${B} delivered`, `${C} delivered`, 'result 3 no echo']);
    expect(nodes.map(({ peers }) => peers.length)).toEqual([1, 1, 1, 0]);
  });

  it('go to further addresses in place of those that fail, until there are enough', () => {
    const net = virtualNetwork();
    [A, D, E].forEach((address) => nodeAt(net, address));
    const run = started(net, { addresses: [A, B, C, D, E], copies: 3 });
    net.advance(1000);
    expect(run.end).toBe('complete');
    expect(endsOf(run).sort()).toEqual([
      ...[`${A} delivered`, `${B} failedToConnect CONNECT_FAILED`, `${C} failedToConnect CONNECT_FAILED`],
      ...[`${D} delivered`, `${E} delivered`, 'result 3 no echo'],
    ]);
  });

  it('are at most as many as the addresses by default; an address that is given twice counts once', () => {
    const net = virtualNetwork();
    const nodes = [A, B].map((address) => nodeAt(net, address));
    const run = started(net, { addresses: [A, B, A] });
    net.advance(1000);
    expect(endsOf(run).at(-1)).toBe('result 2 no echo');
    expect(nodes.map(({ peers }) => peers.length)).toEqual([1, 1]);
  });

  it('that cannot be delivered end it at once with the outcomes', () => {
    const net = virtualNetwork({ latencyMs: 50 });
    nodeAt(net, A);
    const run = started(net, { addresses: [A, B, C] });
    net.advance(350);
    expect(run.error).toBeInstanceOf(BroadcastError);
    expect(run.error).toBeInstanceOf(PeerTimeoutError);
    expect(run.error).toMatchObject({
      code: 'TOO_FEW_COPIES',
      timeoutMs: 120_000,
      message: '1 of 3 copies delivered, and no address is left: 2 failedToConnect',
      outcomes: [{ address: B }, { address: C }, { address: A, result: 'delivered' }],
    });
  });

  it.each([
    [350, 'PeerTimeoutError TOO_FEW_COPIES'],
    [351, 'complete'],
  ])('that need 350 ms, with a timeout of %i ms: %s', (timeoutMs, end) => {
    const net = virtualNetwork({ latencyMs: 50 });
    nodeAt(net, A);
    const run = started(net, { addresses: [A], timeoutMs });
    net.advance(1000);
    expect(run.end).toBe(end);
    expect(net.connectionCount).toBe(0);
  });

  it('that are still under way after timeoutMs are closed, with an outcome each', () => {
    const net = virtualNetwork({ latencyMs: 50 });
    nodeAt(net, A);
    nodeAt(net, B, { onInv: () => undefined });
    const run = started(net, {
      addresses: [A, B, C],
      timeoutMs: 5000,
      dial: ({ host }) => (host === '20.2.0.1' ? nowhere() : net.dial(`${host}:8333`)),
    });
    net.advance(4999);
    expect(run.end).toBeUndefined();
    net.advance(1);
    expect(endsOf(run)).toEqual([`${A} delivered`, `${B} timedOut TOO_FEW_COPIES`, `${C} timedOut TOO_FEW_COPIES`]);
    expect(run.error).toMatchObject({
      code: 'TOO_FEW_COPIES',
      message: '1 of 3 copies delivered within 5000 ms: 2 timedOut',
      outcomes: [{ result: 'delivered' }, { stage: 'announced', elapsedMs: 5000 }, { stage: 'connecting' }],
    });
    net.advance(100);
    expect([net.connectionCount, net.scheduler.waitingCount]).toEqual([0, 0]);
  });
});

describe('the outcome of a node', () => {
  it.each([
    ['closes before its version', { acceptRemote: () => 'no' }, 'refused REJECTED', 'handshaking'],
    ['relays no transactions', { relay: false }, 'unsuitable REFUSED', 'handshaking'],
    ['has an old protocol', { protocolVersion: 60_000 }, 'unsuitable VERSION_TOO_OLD', 'handshaking'],
    ['does not request', { onInv: () => undefined }, 'notRequested NOT_REQUESTED', 'announced'],
    ['answers no ping', { conversations: [] }, 'timedOut PONG_TIMEOUT', 'sent'],
  ])('that %s', (_, options, text, stage) => {
    const net = virtualNetwork();
    nodeAt(net, A, options);
    const run = started(net, { addresses: [A] });
    net.advance(119_999);
    expect(endsOf(run)).toEqual([`${A} ${text}`]);
    expect(run.error).toMatchObject({ code: 'TOO_FEW_COPIES', outcomes: [{ stage }] });
  });

  it('that requests something else', () => {
    const net = virtualNetwork();
    nodeAt(net, A, { onInv: (peer) => request(peer, [{ type: InventoryType.block, hash: TXID }]) });
    const run = started(net, { addresses: [A] });
    net.advance(1000);
    expect(endsOf(run)).toEqual([`${A} notRequested UNEXPECTED_REQUEST`]);
  });

  it('that rejects the transaction', () => {
    const net = virtualNetwork();
    const node = nodeAt(net, A, { conversations: [] });
    const run = started(net, { addresses: [A] });
    net.advance(1000);
    void node.peers[0]!.send({ command: 'reject', message: 'tx', code: 0x42, reason: 'fee\n', hash: TXID });
    net.advance(1000);
    expect(endsOf(run)).toEqual([`${A} refused REJECTED`]);
    expect(run.error).toMatchObject({
      outcomes: [{ stage: 'sent', error: { message: 'the remote rejects it: "fee\\x0a", code 0x42' } }],
    });
  });

  it.each([
    ['closes after the inv', (close: () => void) => close(), 'disconnected REMOTE_CLOSED'],
    ['is silent', () => undefined, 'notRequested NOT_REQUESTED'],
  ])('that %s', (_, act, text) => {
    const net = virtualNetwork();
    nodeAt(net, A, { onInv: (peer) => act(() => peer.close()) });
    const run = started(net, { addresses: [A] });
    net.advance(60_000);
    expect(endsOf(run)).toEqual([`${A} ${text}`]);
  });

  it.each([
    ['no connection in time', nowhere, 'failedToConnect CONNECT_TIMEOUT'],
    ['no connection at all', nothing, 'failedToConnect CONNECT_FAILED'],
    ['a dial that throws', () => throwError(() => new Error('x')), 'failedToConnect CALLBACK_FAILED'],
  ])('with %s', (_, dial, text) => {
    const net = virtualNetwork();
    const run = started(net, { addresses: [A], dial });
    net.advance(30_000);
    expect(endsOf(run)).toEqual([`${A} ${text}`]);
    expect(run.error).toMatchObject({ outcomes: [{ stage: 'connecting' }] });
  });

  it('with no handshake in time', () => {
    const net = virtualNetwork();
    net.listen(A).subscribe((duplex) => duplex.chunk$.subscribe());
    const run = started(net, { addresses: [A], negotiationTimeoutMs: 700 });
    net.advance(699);
    expect(endsOf(run)).toEqual([]);
    net.advance(1);
    expect(endsOf(run)).toEqual([`${A} timedOut NEGOTIATION_TIMEOUT`]);
  });

  it('whose peer onPeer closes', () => {
    const net = virtualNetwork();
    nodeAt(net, A);
    const run = started(net, { addresses: [A], onPeer: (peer) => peer.close() });
    net.advance(1000);
    expect(endsOf(run)).toEqual([`${A} cancelled ABORTED`]);
  });
});

describe('the echo of a broadcast', () => {
  it('ends it, with the address and the time', () => {
    const net = virtualNetwork();
    nodeAt(net, A);
    const { announce, echoPeer } = watched(net, B);
    const run = started(net, { addresses: [A], echoFrom: echoPeer });
    net.advance(10_000);
    expect([endsOf(run), run.end]).toEqual([[`${A} delivered`], undefined]);
    announce();
    net.advance(1);
    expect(run.values.at(-1)).toMatchObject({ kind: 'result', copies: 1, echo: { address: B, elapsedMs: 10_000 } });
    expect(run.end).toBe('complete');
  });

  it.each([
    ['its wtxid', InventoryType.witnessTransactionId, wtxid(TRANSACTION), 'complete'],
    ['its txid with the witness flag', InventoryType.witnessTransaction, TXID, 'complete'],
    ['its txid as a wtxid', InventoryType.witnessTransactionId, TXID, undefined],
    ['its txid as a block', InventoryType.block, TXID, undefined],
    ['another transaction', InventoryType.transaction, wtxid(TRANSACTION), undefined],
  ])('is an inv of %s', (_, type, hash, end) => {
    const net = virtualNetwork();
    nodeAt(net, A);
    const { announce, echoPeer } = watched(net, B);
    const run = started(net, { addresses: [A], echoFrom: echoPeer });
    net.advance(1000);
    announce(type, hash);
    net.advance(1000);
    expect(run.end).toBe(end);
  });

  it('does not come from a peer to which the transaction was announced', () => {
    const net = virtualNetwork();
    nodeAt(net, A);
    const invs$ = new Subject<InvMessage>();
    const peerAt = (address: string, direction: 'inbound' | 'outbound'): EchoPeer => {
      const peer: EchoPeer = {
        address,
        direction,
        on() {
          return invs$;
        },
      };
      return peer;
    };
    const same = [peerAt(A, 'outbound'), peerAt('20.0.0.1:50123', 'inbound')];
    const others = [peerAt('20.0.0.1:8334', 'outbound'), peerAt('20.0.0.2:50123', 'inbound')];
    const item = { type: InventoryType.transaction, hash: TXID };
    for (const [peers, end] of [
      [same, undefined],
      [others.slice(0, 1), 'complete'],
      [others.slice(1), 'complete'],
    ] as const) {
      const run = started(net, { addresses: [A], echoFrom: peers });
      net.advance(1000);
      invs$.next({ command: 'inv', items: [item] });
      expect(run.end).toBe(end);
      run.unsubscribe();
    }
  });

  it('ends it before all copies are delivered, and closes the other connections', () => {
    const net = virtualNetwork();
    nodeAt(net, A);
    nodeAt(net, C, { onInv: () => undefined });
    const { announce, echoPeer } = watched(net, B);
    const before = net.connectionCount;
    const run = started(net, { addresses: [A, C, D], copies: 2, echoFrom: [echoPeer] });
    net.advance(1000);
    announce();
    net.advance(1);
    expect(endsOf(run)).toEqual([`${A} delivered`, `${C} cancelled ABORTED`, `result 1 ${B}`]);
    net.advance(100);
    expect(net.connectionCount).toBe(before);
  });

  it('that does not come in time ends it with NO_ECHO', () => {
    const net = virtualNetwork();
    nodeAt(net, A);
    const { echoPeer } = watched(net, B);
    const run = started(net, { addresses: [A], echoFrom: echoPeer, timeoutMs: 9000 });
    net.advance(8999);
    expect(run.end).toBeUndefined();
    net.advance(1);
    expect(run.error).toMatchObject({
      code: 'NO_ECHO',
      message: '1 of 1 copies delivered and no echo within 9000 ms',
      outcomes: [{ result: 'delivered' }],
    });
  });

  it.each([
    ['ends', (source$: Subject<EchoPeer>) => source$.complete(), undefined],
    ['fails', (source$: Subject<EchoPeer>) => source$.error(new Error('x')), new Error('x')],
  ])('cannot come after echoFrom %s: NO_ECHO when the copies are delivered', (_, end, cause) => {
    const net = virtualNetwork();
    nodeAt(net, A);
    const source$ = new Subject<EchoPeer>();
    const run = started(net, { addresses: [A], echoFrom: source$ });
    end(source$);
    expect(run.end).toBeUndefined();
    net.advance(1000);
    expect(run.end).toBe('PeerTimeoutError NO_ECHO');
    expect((run.error as Error).cause).toEqual(cause);
    expect(endsOf(run)).toEqual([`${A} delivered`]);
  });

  it('is watched on an Observable of peers, which is unsubscribed at the end', () => {
    const net = virtualNetwork();
    nodeAt(net, A);
    const { announce, echoPeer } = watched(net, B);
    const source$ = new Subject<EchoPeer>();
    const run = started(net, { addresses: [A], echoFrom: source$ });
    source$.next(echoPeer);
    net.advance(1000);
    expect(source$.observed).toBe(true);
    announce();
    net.advance(1);
    expect([run.end, source$.observed]).toEqual(['complete', false]);
  });
});

describe('unsubscribing from a broadcast', () => {
  it.each([0, 75, 150, 250, 349])('closes every connection, after %i ms', (ms) => {
    const net = virtualNetwork({ latencyMs: 50 });
    [A, B].forEach((address) => nodeAt(net, address));
    const run = started(net, { addresses: [A, B] });
    net.advance(ms);
    run.unsubscribe();
    const { length } = run.values;
    net.advance(1000);
    expect([run.end, run.values.length]).toEqual([undefined, length]);
    expect([net.connectionCount, net.scheduler.waitingCount]).toEqual([0, 0]);
  });

  it('within its first event dials nothing', () => {
    const net = virtualNetwork();
    let dialled = 0;
    const options = { network: bitcoin.regtest, addresses: [A, B], scheduler: net.scheduler };
    const dial = (): ReturnType<typeof nowhere> => {
      dialled += 1;
      return nowhere();
    };
    const subscription = broadcast(TRANSACTION, { ...options, dial }).subscribe(() =>
      queueMicrotask(() => subscription.unsubscribe()),
    );
    subscription.unsubscribe();
    expect([dialled, net.scheduler.waitingCount]).toEqual([2, 0]);
  });
});

describe('two subscriptions to a broadcast', () => {
  it('are two broadcasts', () => {
    const net = virtualNetwork();
    const node = nodeAt(net, A);
    const broadcast$ = broadcast(TRANSACTION, {
      ...{ network: bitcoin.regtest, addresses: [A], scheduler: net.scheduler, random: net.random('b') },
      dial: ({ host, port }) => net.dial(`${host}:${port}`),
    });
    broadcast$.subscribe();
    broadcast$.subscribe();
    net.advance(1000);
    expect(node.peers).toHaveLength(2);
  });
});

describe('broadcastResult', () => {
  it('resolves to the result', async () => {
    const net = virtualNetwork();
    nodeAt(net, A);
    const result = broadcastResult(broadcastIn(net, [A]));
    net.advance(1000);
    expect(await result).toMatchObject({ kind: 'result', txid: TXID, copies: 1 });
  });

  it('rejects with the error', async () => {
    const net = virtualNetwork();
    const result = broadcastResult(broadcastIn(net, [A]));
    const rejected = expect(result).rejects.toBeInstanceOf(BroadcastError);
    net.advance(1000);
    await rejected;
  });

  it('rejects if the caller ends the broadcast', async () => {
    const net = virtualNetwork();
    const result = broadcastResult(broadcastIn(net, [A]).pipe(take(1)));
    await expect(result).rejects.toMatchObject({ code: 'ABORTED' });
  });

  function broadcastIn(net: ReturnType<typeof virtualNetwork>, addresses: string[]) {
    return broadcast(TRANSACTION, {
      ...{ network: bitcoin.regtest, addresses, scheduler: net.scheduler, random: net.random('b') },
      dial: ({ host, port }) => net.dial(`${host}:${port}`),
    });
  }
});

describe('the transaction of a broadcast', () => {
  const network = bitcoin.regtest;
  const bytes = encodeMessage({ command: 'tx', transaction: TRANSACTION }, { network }).slice(24);
  const hex = toHex(bytes);
  const call = (value: unknown): unknown => broadcast(value as Transaction, { network, addresses: [A] });

  it.each([
    ['an object', TRANSACTION],
    ['its bytes', bytes],
    ['its hex digits', hex],
    ['upper case hex digits', hex.toUpperCase()],
  ])('can be %s', (_, value) => {
    const net = virtualNetwork();
    const node = nodeAt(net, A);
    broadcast(value, {
      ...{ network, addresses: [A], scheduler: net.scheduler, random: net.random('b') },
      dial: ({ host, port }) => net.dial(`${host}:${port}`),
    }).subscribe();
    net.advance(1000);
    expect(node.received[3]).toEqual({ command: 'tx', transaction: TRANSACTION });
  });

  it.each([
    ['nothing', undefined],
    ['an odd number of digits', hex.slice(1)],
    ['no hex', 'zz'],
    ['an empty text', ''],
    ['too few bytes', bytes.slice(0, -1)],
    ['bytes after it', Uint8Array.of(...bytes, 0)],
    ['another object', { version: 1 }],
    ['no inputs', { version: 1, inputs: [], outputs: [], lockTime: 0 }],
    ['a field that cannot be encoded', { ...TRANSACTION, lockTime: -1 }],
  ])('cannot be %s', (_, value) => {
    expect(() => call(value)).toThrow(LocalProtocolError);
    expect(() => call(value)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path: 'transaction' }));
  });
});

describe('the options of a broadcast', () => {
  const call = (options: object): unknown =>
    broadcast(TRANSACTION, { network: bitcoin.regtest, addresses: [A, B], ...options });

  it.each([
    ['addresses', [], 'addresses'],
    ['addresses', undefined, 'addresses'],
    ['addresses', A, 'addresses'],
    ['addresses', Array.from({ length: 10_001 }, (_, i) => `h${i}`), 'addresses'],
    ['addresses', [A, 'a:b:c:'], 'addresses/1'],
    ['addresses', [`${'a'.repeat(56)}.onion`], 'addresses/0'],
    ['copies', 0, 'copies'],
    ['copies', 101, 'copies'],
    ['copies', 3, 'copies'],
    ['timeoutMs', 0, 'timeoutMs'],
    ['timeoutMs', 2 ** 31, 'timeoutMs'],
    ['requestTimeoutMs', -1, 'requestTimeoutMs'],
    ['pongTimeoutMs', 1.5, 'pongTimeoutMs'],
    ['connectTimeoutMs', 0, 'connectTimeoutMs'],
    ['negotiationTimeoutMs', '1', 'negotiationTimeoutMs'],
    ['proxy', 9050, 'proxy'],
    ['isolate', 'yes', 'isolate'],
    ['echoFrom', [], 'echoFrom'],
    ['echoFrom', {}, 'echoFrom'],
    ['echoFrom', [null], 'echoFrom'],
    ['onPeer', 1, 'onPeer'],
    ['dial', {}, 'dial'],
    ['network', undefined, 'network'],
    ['scheduler', {}, 'scheduler'],
  ])('%s: refuses %p at the call', (name, value, path) => {
    expect(() => call({ [name]: value })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path }));
  });

  it.each([
    ['copies', 2],
    ['timeoutMs', 2 ** 31 - 1],
    ['addresses', Array.from({ length: 10_000 }, (_, i) => `h${i}`)],
  ])('%s: accepts its bound', (name, value) => {
    expect(() => call({ [name]: value })).not.toThrow();
  });

  it('refuses a proxy together with dial', () => {
    expect(() => call({ dial: nowhere, proxy: 'socks5://127.0.0.1:9050' })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', path: 'proxy' }),
    );
  });
});
