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
import { reportOfRun } from './failing.js';

/** Asks for the blocks that are announced: the conversation of the README. */
const fetchBlocks: Conversation = () => (received$) =>
  received$.pipe(
    ofCommand('inv'),
    map(({ items }): Message => ({ command: 'getdata', items: items.filter(({ type }) => type === 2) })),
    filter((message) => message.command === 'getdata' && message.items.length > 0),
  );

describe('m.converse', () => {
  it('runs a conversation: the good order', () => {
    protocolMarbles((m) => {
      const conversation = m.converse(fetchBlocks, m.received('--i----I--u--i|'));
      m.expectSent(conversation, '                            --d----------d|');
    });
  });

  it('runs it once, however many look at it, and though nobody does', () => {
    let runs = 0;
    const counted: Conversation = (context) => {
      runs += 1;
      return fetchBlocks(context);
    };
    protocolMarbles((m) => {
      const looked = m.converse(counted, m.received('-i'));
      m.expectSent(looked, '-d');
      m.expectStream(looked.sent$.pipe(ignoreElements()), '--');
      m.expectReports(m.converse(counted, m.received('-i')), '--');
    });
    expect(runs).toBe(2);
  });

  it('tells it what the handshake with v has agreed, or what it is told', () => {
    const contexts: ConversationContext[] = [];
    const look: Conversation = (context) => {
      contexts.push(context);
      return () => EMPTY;
    };
    const [v, V] = protocolMarbles((m) => {
      m.expectSent(m.converse(look, m.received('')), '|');
      m.expectSent(m.converse(look, m.received(''), { direction: 'inbound', agreed: { protocolVersion: 209 } }), '|');
      return [m.alphabet.v, m.alphabet.V];
    });
    const [byDefault, told] = contexts;
    expect(byDefault).toMatchObject({
      network: bitcoin.regtest,
      direction: 'outbound',
      agreed: { local: V, remote: v, protocolVersion: 70_016, features: { witness: true, relay: true, addrV2: false } },
    });
    expect(told!.direction).toBe('inbound');
    expect(told!.agreed.protocolVersion).toBe(209);
    expect(told!.agreed.remote).toBeUndefined();
  });

  it('agrees with v as the real handshake does', () => {
    let byDefault: Agreement | undefined;
    let byHandshake: Agreement | undefined;
    const look: Conversation = ({ agreed }) => {
      byDefault = agreed;
      return () => EMPTY;
    };
    protocolMarbles((m) => {
      m.expectSent(m.converse(look, m.received('')), '|');
      const lookInPeer: Conversation = ({ agreed }) => {
        byHandshake = copyOf(agreed);
        return () => EMPTY;
      };
      m.peer(m.received('va'), { conversations: [lookInPeer] }).messages$.subscribe();
    });
    expect(byDefault).toEqual(byHandshake);
  });

  it('makes the handshake itself: agreed: {}', () => {
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

  it('shows what is reported', () => {
    protocolMarbles((m) => {
      const conversation = m.converse(keepAlive({ pingIntervalMs: 6 }), m.received('--------q--'));
      m.expectSent(conversation, '------p');
      m.expectReports(conversation, '--------R', {
        R: { kind: 'roundTrip', roundTrip: { nonce: 1n, sentAtMs: 6, roundTripMs: 2 } },
      });
    });
  });

  it('counts nonces on from the first', () => {
    protocolMarbles((m) => {
      const options = { firstNonce: 0xffff_ffff };
      const conversation = m.converse(keepAlive({ pingIntervalMs: 2 }), m.received('-----'), options);
      const [y, z] = [0xffff_ffffn, 0x1_0000_0000n].map((nonce): Message => ({ command: 'ping', nonce }));
      m.expectSent(conversation, '--y-z', { y: y!, z: z! });
    });
  });

  it('lets others speak beside it, and hold the reading back', () => {
    protocolMarbles((m) => {
      const conversation = m.converse(keepAlive({ pingIntervalMs: 60, pongTimeoutMs: 8 }), m.received('25ms'), {
        others$: m.received('--P'),
        paused$: m.hot('----t-----------f', { t: true, f: false }),
      });
      m.expectSent(conversation, '------------------------#', {}, 'PeerTimeoutError PONG_TIMEOUT');
    });
  });

  it('has the remote answer at once, before next returns', () => {
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

  it('shows it the error and the end of what is received, and the end of what is sent', () => {
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

  it('ends it when its last listener leaves', () => {
    protocolMarbles((m) => {
      const conversation = m.converse(keepAlive({ pingIntervalMs: 3 }), m.received('20ms'));
      m.expectSent(conversation.sent$.pipe(takeUntil(timer(7))), '---p--P|');
    });
  });

  it('is no vacuous truth', () => {
    expect(reportOfRun((m) => m.expectSent(m.converse(fetchBlocks, m.received('--i')), '--'))).toContain(
      '2 ms  d getdata came, nothing expected',
    );
  });
});

/** A copy: of a peer's own the fields are getters. */
function copyOf({ local, remote, protocolVersion, features }: Agreement): Agreement {
  return { local, remote, protocolVersion, features };
}
