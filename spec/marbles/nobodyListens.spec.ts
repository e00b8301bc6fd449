import { describe, expect, it } from '@jest/globals';
import { answerPings, keepAlive } from '../../lib/index.js';
import { MarbleMismatch, protocolMarbles, type ProtocolMarbles } from '../../lib/marbles.js';

/** The text of the mismatch; empty when the run passes. */
function mismatchOf(play: (m: ProtocolMarbles) => void): string {
  try {
    protocolMarbles((m) => {
      // Something is expected, so that it is not for that that the run fails.
      m.expectStream(m.hot('-|', {}), '-|');
      play(m);
    });
  } catch (error) {
    if (error instanceof MarbleMismatch) return error.message;
    throw error;
  }
  return '';
}

describe('what nobody listens to fails a run', () => {
  it('a conversation', () => {
    expect(mismatchOf((m) => void m.converse(answerPings(), m.received('--p')))).toBe(
      'nobody has listened to the conversation: expect what it sends or reports',
    );
  });

  it('a peer', () => {
    expect(mismatchOf((m) => void m.peer(m.received('--v')))).toBe(
      'nobody has listened to the peer: expect what it sends, receives or ends with',
    );
  });

  it.each<[string, (m: ProtocolMarbles) => void]>([
    [
      'what a conversation sends',
      (m) => m.expectSent(m.converse(answerPings(), m.received('--p--')), '                 --q--'),
    ],
    [
      'what a conversation reports',
      (m) => m.expectReports(m.converse(keepAlive({ pingIntervalMs: false }), m.received('--p--')), '-----'),
    ],
    ['a stream of a peer', (m) => void m.peer(m.received('-----')).messages$.subscribe()],
    ['a command of a peer', (m) => void m.peer(m.received('-----')).on('inv').subscribe()],
    ['a peer in onPeer', (m) => void m.peer(m.received('-----'), { onPeer: () => undefined })],
  ])('but not %s', (_, play) => {
    expect(mismatchOf(play)).not.toContain('nobody has listened');
  });
});
