import { describe, expect, it } from '@jest/globals';
import { answerPings, keepAlive } from '../../lib/index.js';
import { MarbleMismatch, protocolMarbles, type ProtocolMarbles } from '../../lib/marbles.js';

/** The text of the mismatch; empty if the run passes. */
function mismatchOf(play: (m: ProtocolMarbles) => void): string {
  try {
    protocolMarbles((m) => {
      // One expectation that holds, because a run without any fails with NO_EXPECTATION.
      m.expectStream(m.hot('-|', {}), '-|');
      play(m);
    });
  } catch (error) {
    if (error instanceof MarbleMismatch) return error.message;
    throw error;
  }
  return '';
}

describe('a run fails if a test never observes', () => {
  it('a conversation', () => {
    expect(mismatchOf((m) => void m.converse(answerPings(), m.received('--p')))).toBe(
      'the conversation is never observed: expect what it sends or reports',
    );
  });

  it('a peer', () => {
    expect(mismatchOf((m) => void m.peer(m.received('--v')))).toBe(
      'the peer is never observed: expect what it sends, receives or closes with',
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
  ])('and passes if it observes %s', (_, play) => {
    expect(mismatchOf(play)).not.toContain('never observed');
  });
});
