import { describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { trace, type Message, type Traffic } from '../../../lib/index.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { ping } from '../../helpers/peer/messages.js';
import { outcomeOf } from '../../helpers/peer/outcome.js';
import { rawRemote, readyRemote } from '../../helpers/rawRemote.js';
import { bytesOf, hash, versionMessage } from '../../helpers/samples.js';

/** The parts of a peer that trace() reads, with manual traffic. */
function fakePeer() {
  const traffic$ = new Subject<Traffic>();
  const peer = { id: 7, address: '127.0.0.1:8333', traffic$: traffic$.asObservable() };
  const pass = (payload: Uint8Array, message?: Message): void =>
    traffic$.next({
      direction: 'received',
      command: message?.command ?? 'tx',
      sizeBytes: payload.length + 24,
      atMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
      payload,
      message: () => message,
    });
  return { peer, traffic$, pass };
}

describe('trace()', () => {
  it('emits a line for each message in both directions, with time, peer, direction, command and summary', () => {
    const time = new VirtualTime();
    time.advance(Date.UTC(2026, 0, 2, 3, 4, 5, 678));
    const { peer, sendToPeer } = readyRemote({ scheduler: time });
    const { values } = outcomeOf(trace(peer));
    sendToPeer(ping(0x1234n), { command: 'inv', items: [1, 2, 3].map((n) => ({ type: 1, hash: hash(n) })) });
    time.advance(1000);
    void peer.send({ command: 'getaddr' });
    const who = `#${peer.id} memory:inbound`;
    expect(values).toEqual([
      `2026-01-02T03:04:05.678Z ${who} <- ping 0x0000000000001234`,
      `2026-01-02T03:04:05.678Z ${who} -> pong 0x0000000000001234`,
      `2026-01-02T03:04:05.678Z ${who} <- inv 3 tx`,
      `2026-01-02T03:04:06.678Z ${who} -> getaddr`,
    ]);
  });

  it('emits a line for a message that cannot be decoded', () => {
    const { peer, write } = readyRemote({ onMalformed: 'drop' });
    const { values } = outcomeOf(trace(peer, { hexdump: true }));
    write(bytesOf([{ command: 'unknown', name: 'ping', payload: Uint8Array.of(1, 2, 3) }]));
    expect(values).toHaveLength(2);
    expect(values[0]).toMatch(/ <- ping cannot be decoded, 3 bytes$/);
    expect(values[1]).toBe('00000000  01 02 03                                          |...|');
  });

  it('escapes text chosen by a remote: no line moves the cursor or breaks the log', () => {
    const lines: string[] = [];
    const hostile = '\u001b[2J\r\nfake line\u0007\u009b31m\u202e';
    const { peer, sendToPeer } = rawRemote({ onPeer: (each) => trace(each).subscribe((line) => lines.push(line)) });
    sendToPeer(versionMessage({ userAgent: `/${hostile}/` }), { command: 'verack' });
    sendToPeer({ command: 'reject', message: 'tx', code: 1, reason: hostile });
    peer.close();
    expect(lines.find((line) => line.includes('<- version'))).toContain(
      '/\\x1b[2J\\x0d\\x0afake line\\x07\\x9b31m\\u{202e}/',
    );
    for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(lines.some((line) => line.includes('<- reject tx code 0x1'))).toBe(true);
  });

  it('escapes the address and the command', () => {
    const { peer, traffic$ } = fakePeer();
    const { values } = outcomeOf(trace({ ...peer, address: 'a\u001b[0m' }));
    traffic$.next({
      ...{ direction: 'sent', command: 'x\ny', sizeBytes: 24, atMs: 0, payload: new Uint8Array(0) },
      message: () => undefined,
    });
    expect(values[0]).toBe('1970-01-01T00:00:00.000Z #7 a\\x1b[0m -> x\\x0ay cannot be decoded, 0 bytes');
  });

  it('does not subscribe to the traffic without a subscriber', () => {
    const { peer, traffic$ } = fakePeer();
    const line$ = trace(peer);
    expect(traffic$.observed).toBe(false);
    const outcome = outcomeOf(line$);
    expect(traffic$.observed).toBe(true);
    outcome.unsubscribe();
    expect(traffic$.observed).toBe(false);
  });

  it('completes when the peer ends', () => {
    const { peer } = readyRemote();
    const outcome = outcomeOf(trace(peer));
    peer.close();
    expect(outcome.end).toBe('complete');
  });
});

describe('trace({ hexdump: true })', () => {
  // Output of `hexdump -C` (util-linux 2.38) for these bytes, without its last line, which contains only the length.
  const dumps: [string, Uint8Array, string[]][] = [
    ['nothing', new Uint8Array(0), []],
    [
      'less than half a line',
      Uint8Array.from(Buffer.from('ab')),
      ['00000000  61 62                                             |ab|'],
    ],
    [
      'several lines, the last one cut after its middle',
      Uint8Array.from({ length: 41 }, (_, i) => (i * 7 + 30) & 0xff),
      [
        '00000000  1e 25 2c 33 3a 41 48 4f  56 5d 64 6b 72 79 80 87  |.%,3:AHOV]dkry..|',
        '00000010  8e 95 9c a3 aa b1 b8 bf  c6 cd d4 db e2 e9 f0 f7  |................|',
        '00000020  fe 05 0c 13 1a 21 28 2f  36                       |.....!(/6|',
      ],
    ],
  ];

  it.each(dumps)('prints the payload as hexdump -C does: %s', (_, payload, lines) => {
    const { peer, pass } = fakePeer();
    const { values } = outcomeOf(trace(peer, { hexdump: true }));
    pass(payload);
    expect(values.slice(1)).toEqual(lines);
  });

  it('prints no payload without the option', () => {
    const { peer, pass } = fakePeer();
    const { values } = outcomeOf(trace(peer));
    pass(Uint8Array.of(1), ping(1n));
    expect(values).toEqual(['2026-01-02T03:04:05.678Z #7 127.0.0.1:8333 <- ping 0x0000000000000001']);
  });
});
