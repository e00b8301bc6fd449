import { describe, expect, it } from '@jest/globals';
import { EMPTY, exhaustMap, filter, ignoreElements, map, merge, takeUntil, tap, timer } from 'rxjs';
import {
  bitcoin,
  createIdentity,
  handshake,
  keepAlive,
  ofCommand,
  type Agreement,
  type Conversation,
  type ConversationContext,
  type Message,
} from '../../lib/index.js';
import { protocolMarbles } from '../../lib/marbles.js';
import { reportOfRun } from './expectMismatch.js';

/** Requests announced blocks: the conversation of docs/tour.md. */
const fetchBlocks: Conversation = () => (received$) =>
  received$.pipe(
    ofCommand('inv'),
    map(({ items }): Message => ({ command: 'getdata', items: items.filter(({ type }) => type === 2) })),
    filter((message) => message.command === 'getdata' && message.items.length > 0),
  );

describe('m.converse', () => {
  it('sends the answers of a conversation', () => {
    protocolMarbles((m) => {
      const conversation = m.converse(fetchBlocks, m.received('--i----I--u--i|'));
      m.expectSent(conversation, '                            --d----------d|');
    });
  });

  it('runs a conversation once: for several observers of sent$, and for an observer of only its reports', () => {
    let runs = 0;
    const counted: Conversation = (context) => {
      runs += 1;
      return fetchBlocks(context);
    };
    protocolMarbles((m) => {
      const observed = m.converse(counted, m.received('-i'));
      m.expectSent(observed, '-d');
      m.expectStream(observed.sent$.pipe(ignoreElements()), '--');
      m.expectReports(m.converse(counted, m.received('-i')), '--');
    });
    expect(runs).toBe(2);
  });

  it('passes the agreement of a handshake with v, or that of the options', () => {
    const contexts: ConversationContext[] = [];
    const captureContext: Conversation = (context) => {
      contexts.push(context);
      return () => EMPTY;
    };
    const [v, V] = protocolMarbles((m) => {
      m.expectSent(m.converse(captureContext, m.received('')), '|');
      m.expectSent(
        m.converse(captureContext, m.received(''), { direction: 'inbound', agreed: { protocolVersion: 209 } }),
        '|',
      );
      return [m.alphabet.v, m.alphabet.V];
    });
    const [byDefault, byOptions] = contexts;
    expect(byDefault).toMatchObject({
      network: bitcoin.regtest,
      direction: 'outbound',
      agreed: { local: V, remote: v, protocolVersion: 70_016, features: { witness: true, relay: true, addrV2: false } },
    });
    expect(byOptions!.direction).toBe('inbound');
    expect(byOptions!.agreed.protocolVersion).toBe(209);
    expect(byOptions!.agreed.remote).toBeUndefined();
  });

  it('has by default the agreement that a peer has after its handshake with v', () => {
    let byDefault: Agreement | undefined;
    let byHandshake: Agreement | undefined;
    const captureContext: Conversation = ({ agreed }) => {
      byDefault = agreed;
      return () => EMPTY;
    };
    protocolMarbles((m) => {
      m.expectSent(m.converse(captureContext, m.received('')), '|');
      const captureInPeer: Conversation = ({ agreed }) => {
        byHandshake = copyOf(agreed);
        return () => EMPTY;
      };
      m.peer(m.received('va'), { conversations: [captureInPeer] }).messages$.subscribe();
    });
    expect(byDefault).toEqual(byHandshake);
  });

  it('lets a conversation perform the handshake with agreed: {}', () => {
    protocolMarbles((m) => {
      const outbound = m.converse(handshake({ identity: createIdentity() }), m.received('---v--wxa'), { agreed: {} });
      m.expectSent(outbound, 'V--(wxa)|');
      const inbound = m.converse(handshake({ identity: createIdentity() }), m.received('v---------a'), {
        direction: 'inbound',
        agreed: {},
      });
      m.expectSent(inbound, '(Vwxa)----|');
    });
  });

  it('records reports', () => {
    protocolMarbles((m) => {
      const conversation = m.converse(keepAlive({ pingIntervalMs: 6 }), m.received('--------q--'));
      m.expectSent(conversation, '------p');
      m.expectReports(conversation, '--------R', {
        R: { kind: 'roundTrip', roundTrip: { nonce: 1n, sentAtMs: 6, roundTripMs: 2 } },
      });
    });
  });

  it('counts nonces up from firstNonce', () => {
    protocolMarbles((m) => {
      const options = { firstNonce: 0xffff_ffff };
      const conversation = m.converse(keepAlive({ pingIntervalMs: 2 }), m.received('-----'), options);
      const [y, z] = [0xffff_ffffn, 0x1_0000_0000n].map((nonce): Message => ({ command: 'ping', nonce }));
      m.expectSent(conversation, '--y-z', { y: y!, z: z! });
    });
  });

  it('passes the messages of others$ and the state of paused$', () => {
    protocolMarbles((m) => {
      const conversation = m.converse(keepAlive({ pingIntervalMs: 60, pongTimeoutMs: 8 }), m.received('25ms'), {
        others$: m.received('--P'),
        paused$: m.hot('----t-----------f', { t: true, f: false }),
      });
      m.expectSent(conversation, '------------------------#', {}, 'PeerTimeoutError PONG_TIMEOUT');
    });
  });

  it('delivers answers synchronously, before next returns', () => {
    const ask: Conversation = () => (received$) =>
      merge(
        received$.pipe(
          ofCommand('pong'),
          exhaustMap(() => timer(3)),
          map((): Message => ({ command: 'getaddr' })),
        ),
        timer(2).pipe(map((): Message => ({ command: 'ping', nonce: 1n }))),
      );
    const answers = (sent: Message): Message[] => (sent.command === 'ping' ? [{ command: 'pong', nonce: 1n }] : []);
    protocolMarbles((m) => {
      m.expectSent(m.converse(ask, m.received(''), { answers }), '--p--y', { y: { command: 'getaddr' } });
      const others$ = m.received('p');
      m.expectSent(m.converse(ask, m.received(''), { answers, others$ }), '--py', { y: { command: 'getaddr' } });
    });
  });

  it('passes on error and completion of received$, and completion of sent$', () => {
    const ends: string[] = [];
    const note = (name: string) =>
      tap<Message>({ error: () => ends.push(`${name} #`), complete: () => ends.push(`${name} |`) });
    const listen: Conversation =
      ({ sent$ }) =>
      (received$) =>
        merge(received$.pipe(note('received')), sent$.pipe(note('sent'), ignoreElements()));
    protocolMarbles((m) => {
      m.expectSent(m.converse(listen, m.received('-|'), { others$: m.received('--|') }), '--|');
      m.expectSent(m.converse(listen, m.received('---#')), '---#', {}, 'TransportError CONNECTION_LOST');
    });
    expect(ends).toEqual(['received |', 'sent |', 'received #']);
  });

  it('ends the conversation when its last subscriber unsubscribes', () => {
    protocolMarbles((m) => {
      const conversation = m.converse(keepAlive({ pingIntervalMs: 3 }), m.received('20ms'));
      m.expectSent(conversation.sent$.pipe(takeUntil(timer(7))), '---p--P|');
    });
  });

  it('fails for a message that is not expected', () => {
    expect(reportOfRun((m) => m.expectSent(m.converse(fetchBlocks, m.received('--i')), '--'))).toContain(
      '2 ms  d getdata came, nothing expected',
    );
  });
});

/** A copy with plain fields: a peer's agreement has getters. */
function copyOf({ local, remote, protocolVersion, features }: Agreement): Agreement {
  return { local, remote, protocolVersion, features };
}
