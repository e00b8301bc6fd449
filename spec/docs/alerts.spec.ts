import { describe, expect, it } from '@jest/globals';
import { of, Subject, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { Alert, Message, Peer } from '../../lib/index.js';
import { evaluateExample } from '../helpers/evaluateExample.js';
import { addr } from '../helpers/monitor/alertsAbout.js';
import { exampleIn } from '../helpers/nodes/documentExample.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { readyRemote } from '../helpers/rawRemote.js';
import { hash } from '../helpers/samples.js';

type AlertsOf = (source: unknown) => Observable<Alert>;
const examples: Record<string, unknown> = {};
for (const name of ['poolAlerts', 'chosenAlerts', 'manyFaults']) {
  Object.assign(examples, evaluateExample(await exampleIn('docs/alerts.md', name)));
}
const example = (name: string): AlertsOf => examples[name] as AlertsOf;

describe('docs/alerts.md', () => {
  it('shows the alerts of a pool: those about each peer, and those about blocks', () => {
    const fired: string[] = [];
    const time = new TestScheduler(() => undefined);
    time.run(() => {
      const { peer, sendToPeer } = readyRemote({ scheduler: time });
      const joined$ = new Subject<Peer>();
      const messages$ = new Subject<{ peer: { id: number; address: string }; message: Message }>();
      const pool = { joined$, messages$, peers$: of([1, 2].map((id) => ({ id, address: 'h:1' }))) };
      example('poolAlerts')(pool).subscribe(({ alert, text }) => fired.push(`${alert}: ${text}`));
      joined$.next(peer);
      sendToPeer(addr(1000), addr(1));
      const announcement: Message = { command: 'inv', items: [{ type: 2, hash: hash(5) }] };
      messages$.next({ peer: { id: 1, address: 'h:1' }, message: announcement });
      time.schedule(() => messages$.next({ peer: { id: 2, address: 'h:1' }, message: announcement }), 3000);
      time.schedule(() => {
        peer.close();
        messages$.complete();
        joined$.complete();
      }, 100_000);
    });
    expect(fired).toEqual([
      // Virtual time begins in 1970, and the version of the remote shows another year.
      'clock offset: its clock is 1700000000 s ahead of ours, more than 600 s',
      'addr flood: sent 1001 addresses within 60 s, more than 1000',
      'slow block: a block took 3.0 s to reach 90 % of 2 peers',
    ]);
  });

  it('shows how to choose rules and thresholds', () => {
    const { peer, sendToPeer } = readyRemote();
    const outcome = outcomeOf(example('chosenAlerts')(of(peer)));
    for (let i = 0; i < 5; i++) sendToPeer(addr(1000));
    expect(outcome.values).toEqual([]);
    sendToPeer(addr(1));
    expect(outcome.values).toMatchObject([{ alert: 'addr flood', count: 5001 }]);
    peer.close();
    expect(outcome.end).toBe('complete');
  });

  it('shows a rule of its own', () => {
    const { peer, sendToPeer, faults } = readyRemote();
    const outcome = outcomeOf(example('alertsWithFaults')(of(peer)));
    while (faults.length < 99) sendToPeer({ command: 'verack' });
    expect(outcome.values).toEqual([]);
    sendToPeer({ command: 'verack' });
    expect(outcome.values).toMatchObject([{ alert: 'many faults', count: 100 }]);
  });
});
