// One test that passes, and one that fails.
/* global test */
import { answerPings } from 'rxpeer';
import { protocolMarbles } from 'rxpeer/marbles';

test('the right answer', () => {
  protocolMarbles((m) => {
    const conversation = m.converse(answerPings(), m.received('--p--|'));
    m.expectSent(conversation, '                              --q--|');
  });
});

test('another answer', () => {
  protocolMarbles((m) => {
    const conversation = m.converse(answerPings(), m.received('--p--|'));
    m.expectSent(conversation, '                              --Q--|');
  });
});
