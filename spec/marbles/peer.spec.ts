import { describe, expect, it } from '@jest/globals';
import { map } from 'rxjs';
import { answerPings, createPeer, encodeMessage, type Message } from '../../lib/index.js';
import { countingRandom, protocolMarbles } from '../../lib/marbles.js';

describe('m.peer', () => {
  it('performs the handshake, answers pings, sends pings, and closes an idle connection', () => {
    protocolMarbles((m) => {
      const peer = m.peer(m.received('---v--wxa-p'));
      m.expectMessages(peer, '            ---v--wxa-p 4m 59s 999ms |');
      m.expectSent(peer, 'V--(wxa)--q 1m 59s 997ms P 1m 59s 999ms y 1m 1ms |', { y: { command: 'ping', nonce: 3n } });
      m.expectClosed(peer, { atMs: 300_010 }, 'PeerTimeoutError IDLE_TIMEOUT');
    });
  });

  it('closes when the remote closes or the connection breaks', () => {
    protocolMarbles((m) => {
      const peer = m.peer(m.received('v--a---|'));
      m.expectClosed(peer, '------- |', 'remote');
      const broken = m.peer(m.received('v--a---#'));
      m.expectClosed(broken, '-------#', 'TransportError CONNECTION_LOST');
      m.expectClosed(m.peer(m.received('v--a')), '5m');
    });
  });

  it('runs actions of m.at on the peer', () => {
    const peer = protocolMarbles((m) => {
      const peer = m.peer(m.received('va'));
      m.at(7, () => void peer.send(m.alphabet.u));
      m.at(9, () => peer.close());
      m.expectSent(peer, '(Vwxa)-u-|');
      m.expectClosed(peer, '---------|', 'local');
      return peer;
    });
    expect(peer.stats().sent.messages).toBe(5);
  });

  it.each([1, 7, 24, 1000])('receives chunks of %d bytes', (chunkBytes) => {
    protocolMarbles((m) => {
      const peer = m.peer(m.received('v-a-(ibt)|'), { chunkBytes });
      m.expectMessages(peer, '                v-a-(ibt)|');
    });
  });

  it('receives raw bytes: several messages in a chunk, and a message in two chunks', () => {
    protocolMarbles((m) => {
      const ping = m.bytesOf(m.alphabet.p);
      const peer = m.peer(
        m.received('z-----y-x-#', {
          z: m.bytesOf(m.alphabet.v, m.alphabet.a, m.alphabet.P),
          y: ping.subarray(0, 20),
          x: ping.subarray(20),
        }),
      );
      m.expectMessages(peer, '(vaP)---p-|');
      m.expectClosed(peer, '----------#', 'TransportError CONNECTION_LOST');
    });
  });

  it('emits faults', () => {
    protocolMarbles((m) => {
      const leftover = encodeMessage({ command: 'unknown', name: 'verack', payload: Uint8Array.of(1) }, m);
      const peer = m.peer(m.received('v-z-p', { z: leftover }));
      m.expectMessages(peer, 'v-a-p');
      m.expectStream(peer.faults$, '--F', { F: 'RemoteProtocolError LEFTOVER' });
      const other = m.peer(m.received('vz', { z: new Uint8Array(24) }));
      m.expectClosed(other, '-#', 'RemoteProtocolError WRONG_MAGIC');
    });
  });

  it('delivers answers synchronously, before write returns', () => {
    const answers = (sent: Message): Message[] => {
      if (sent.command === 'version') return [{ ...sent, nonce: 99n }, { command: 'verack' }];
      return sent.command === 'ping' && sent.nonce !== undefined ? [{ command: 'pong', nonce: sent.nonce }] : [];
    };
    protocolMarbles((m) => {
      const peer = m.peer(m.received(''), { answers, pingIntervalMs: 20 });
      m.expectSent(peer, '(Vwxa) 14ms P');
      m.expectMessages(peer, '(za) 16ms Q', { z: { ...m.alphabet.V, nonce: 99n } });
      m.expectStream(peer.pings$, '20ms R', { R: { nonce: 2n, sentAtMs: 20, roundTripMs: 0 } });
    });
  });

  it('waits while the send buffer is full', () => {
    protocolMarbles((m) => {
      const full$ = m.hot('-t----------f', { t: true, f: false });
      const peer = m.peer(m.received('v-a-----p-P'), { full$, conversations: [answerPings()] });
      // A full transport accepts one more message; the next one waits for the drain event.
      m.expectSent(peer, '(Vwxa)--q---Q');
      m.expectMessages(peer, 'v-a-----p-P');
    });
  });

  it('accepts the other options of a peer', () => {
    protocolMarbles((m) => {
      const peer = m.peer(m.received('v'), {
        direction: 'inbound',
        address: '192.0.2.1:8333',
        userAgent: { name: 'test', version: '1' },
        random: countingRandom(50),
        acceptRemote: () => 'not today',
      });
      expect([peer.address, peer.direction]).toEqual(['192.0.2.1:8333', 'inbound']);
      m.expectSent(peer, '(r|)', {
        r: { command: 'reject', message: 'version', code: 64, reason: 'not today' },
      });
      m.expectClosed(peer, '#', 'RemoteProtocolError REFUSED');
    });
  });

  it('leaves no timer at the end, even with a pending request', () => {
    protocolMarbles((m) => {
      const peer = m.peer(m.received('va'));
      peer.request.ping().subscribe({ error: () => undefined });
      void peer.send(m.alphabet.D);
      m.expectMessages(peer, 'va');
    });
  });
});

describe('m.duplex', () => {
  it('delivers the bytes of the test, and emits written bytes', () => {
    protocolMarbles((m) => {
      const duplex = m.duplex(m.received('--p|'), { address: 'somewhere:1', direction: 'inbound' });
      const { p, q } = { p: m.bytesOf(m.alphabet.p), q: m.bytesOf(m.alphabet.q) };
      const written: boolean[] = [];
      m.at(3, () => expect(duplex.write(q, (each) => written.push(each))).toBe(true));
      m.at(5, () => duplex.close());
      m.at(6, () => {
        duplex.write(q, (each) => written.push(each));
        expect(written).toEqual([true, false]);
      });
      m.expectStream(duplex.chunk$, '--p|', { p });
      m.expectStream(duplex.written$, '---q-|', { q });
      expect([duplex.address, duplex.direction]).toEqual(['somewhere:1', 'inbound']);
    });
  });

  it('queues chunks and completion while paused', () => {
    protocolMarbles((m) => {
      const duplex = m.duplex(
        m.received('-z-yx|', { z: Uint8Array.of(1, 2, 3), y: Uint8Array.of(4), x: Uint8Array.of(5) }),
        {
          chunkBytes: 2,
        },
      );
      m.at(2, () => duplex.pause());
      m.at(8, () => duplex.resume());
      m.expectStream(duplex.chunk$, '-(ab)---(cd|)', {
        ...{ a: Uint8Array.of(1, 2), b: Uint8Array.of(3), c: Uint8Array.of(4), d: Uint8Array.of(5) },
      });
    });
  });

  it('queues written chunks while full$ is true', () => {
    protocolMarbles((m) => {
      const full$ = m.hot('-t---f-------t', { t: true, f: false });
      const duplex = m.duplex(m.received('-----------|'), { full$ });
      const [taken, done]: [boolean[], string[]] = [[], []];
      const write = (byte: number) =>
        void taken.push(duplex.write(Uint8Array.of(byte), (written) => done.push(`${byte} ${written}`)));
      for (const atMs of [0, 2, 3, 11, 14]) m.at(atMs, () => write(atMs));
      m.at(15, () => {
        duplex.close();
        expect(taken).toEqual([true, false, false, true, false]);
        expect(done).toEqual(['0 true', '2 true', '3 true', '11 true', '14 false']);
      });
      m.expectStream(duplex.chunk$, '-----------|');
      const written = { a: Uint8Array.of(0), b: Uint8Array.of(2), c: Uint8Array.of(3), d: Uint8Array.of(11) };
      m.expectStream(duplex.written$, 'a----(bc)--d---|', written);
      m.expectStream(duplex.drain$.pipe(map(() => 'drain')), '-----D---------|', { D: 'drain' });
    });
  });

  it('is a transport for createPeer', () => {
    protocolMarbles((m) => {
      const duplex = m.duplex(m.received('---v--a'));
      const peer = createPeer(duplex, { network: m.network, scheduler: m.scheduler, random: countingRandom() });
      m.at(0, () => peer.start());
      m.at(8, () => peer.close());
      m.expectSent(peer, 'V--(wxa)|');
    });
  });
});
