import { describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { invWithoutData, txid, type Message } from '../../../lib/index.js';
import { alertsAbout, type Stage } from '../../helpers/monitor/alertsAbout.js';
import { sized, transaction } from '../../helpers/peer/messages.js';
import { outcomeOf } from '../../helpers/peer/outcome.js';
import { hash } from '../../helpers/samples.js';

describe('invWithoutData', () => {
  const item = { type: 1, hash: txid(transaction(1)) };
  const other = { type: 1, hash: hash(2) };
  const announce: Message = { command: 'inv', items: [item, other] };
  const ask: Message = { command: 'getdata', items: [item] };

  it('fires on a notfound', () => {
    const fired = alertsAbout(invWithoutData(), ({ peer, sendToPeer, at }) => {
      at(10, () => sendToPeer(announce));
      at(20, () => void peer.send(ask));
      at(30, () => sendToPeer({ command: 'notfound', items: [item] }));
    });
    expect(fired).toEqual([
      [
        30,
        {
          alert: 'inv without data',
          text: `announced ${item.hash} and answered notfound`,
          hash: item.hash,
          outcome: 'notFound',
        },
      ],
    ]);
  });

  it('fires when the request times out', () => {
    const fired = alertsAbout(invWithoutData(), ({ peer, sendToPeer, at }) => {
      at(10, () => sendToPeer(announce));
      at(20, () => void peer.send(ask));
    });
    expect(fired).toEqual([
      [
        30_020,
        {
          alert: 'inv without data',
          text: `announced ${item.hash} and did not send it`,
          hash: item.hash,
          outcome: 'unanswered',
        },
      ],
    ]);
  });

  it('does not fire for an answer that is late because we paused reading', () => {
    const late = ({ peer, sendToPeer, at }: Stage): void => {
      const done$ = new Subject<void>();
      peer.consume('unknown', () => done$).subscribe();
      const outcomes = outcomeOf(peer.exchanges$).values;
      at(10, () => sendToPeer(announce));
      at(20, () => void peer.send(ask));
      at(30, () => sendToPeer(sized(1, 500)));
      at(40, () => sendToPeer({ command: 'tx', transaction: transaction(1) }));
      at(60_000, () => done$.complete());
      at(60_001, () => expect(outcomes).toMatchObject([{ outcome: 'late' }]));
    };
    expect(alertsAbout(invWithoutData(), late, { readBudgetBytes: 400 })).toEqual([]);
  });

  it.each<[string, (stage: Stage) => void]>([
    ['if the item arrives', ({ sendToPeer }) => sendToPeer({ command: 'tx', transaction: transaction(1) })],
    ['if we close the peer first', ({ peer }) => peer.close()],
    ['if the remote closes first', ({ duplex }) => duplex.close()],
  ])('does not fire %s', (_, act) => {
    const fired = alertsAbout(invWithoutData(), (stage) => {
      stage.at(10, () => stage.sendToPeer(announce));
      stage.at(20, () => void stage.peer.send(ask));
      stage.at(30, () => act(stage));
    });
    expect(fired).toEqual([]);
  });

  it('does not fire for items that the remote has not announced, nor for items requested from us', () => {
    const fired = alertsAbout(invWithoutData(), ({ peer, sendToPeer, at }) => {
      at(10, () => sendToPeer({ ...announce, items: [other] }, ask));
      at(20, () => void peer.send(ask));
      at(30, () => sendToPeer({ command: 'notfound', items: [item] }));
      at(40, () => void peer.send({ command: 'notfound', items: [item] }));
    });
    expect(fired).toEqual([]);
  });
});
