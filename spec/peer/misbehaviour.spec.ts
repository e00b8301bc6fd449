import { describe, expect, it } from '@jest/globals';
import { createPeer, type CloseReason, type Duplex } from '../../lib/index.js';
import { adversaries, virtualNetwork, type Adversary } from '../../lib/marbles.js';
import { exceedsLimit, exceedsLimitAtOnce } from '../helpers/peer/exceedsLimit.js';
import { outcomeOf } from '../helpers/peer/outcome.js';

/** The reason why a peer ended, if its remote behaves like this. */
function reasonAgainst(adversary: Adversary): CloseReason | undefined {
  const net = virtualNetwork();
  net.listen('20.0.0.1:8333').subscribe((duplex) => net.attack(duplex, adversary));
  const dialled = outcomeOf<Duplex>(net.dial('20.0.0.1:8333'));
  net.advance(0);
  const peer = createPeer(dialled.values[0]!, net.peerOptions('us'));
  const closed = outcomeOf(peer.closed$);
  peer.start();
  net.advance(60_000);
  return closed.values[0];
}

describe('the misbehaviour flag of the reason why a peer ended', () => {
  it('is true if the remote exceeded a limit of the protocol', () => {
    expect(reasonAgainst(exceedsLimit())).toMatchObject({
      by: 'fault',
      misbehaviour: true,
      error: { code: 'TOO_MANY_ITEMS' },
    });
  });

  it.each<[string, Adversary]>([
    ['exceeded a limit before its version', exceedsLimitAtOnce()],
    ['sent garbage', adversaries.garbage()],
    ['was silent', adversaries.silent()],
    ['closed within a message', adversaries.hangsUpMidway()],
  ])('is absent if the remote %s', (_, adversary) => {
    const reason = reasonAgainst(adversary);
    expect(reason?.by).toMatch(/^(fault|remote)$/);
    expect(reason).not.toHaveProperty('misbehaviour');
  });
});
