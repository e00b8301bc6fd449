import { map, pipe } from 'rxjs';
import { addrFlood } from '../../../lib/monitor/alerts/addrFlood.js';
import type { AlertPeer, PeerAlertRule } from '../../../lib/monitor/alerts/alert.js';
import { clockOffset } from '../../../lib/monitor/alerts/clockOffset.js';
import { invWithoutData } from '../../../lib/monitor/alerts/invWithoutData.js';
import { peerAlerts } from '../../../lib/monitor/alerts/peerAlerts.js';
import { pingRising } from '../../../lib/monitor/alerts/pingRising.js';
import { silentPeer } from '../../../lib/monitor/alerts/silentPeer.js';
import { slowBlock } from '../../../lib/monitor/alerts/slowBlock.js';
import type { Message } from '../../../lib/messages/table.js';
import { operatorPage, type OperatorPage } from './operatorPage.js';
import { scriptedAlertPeer, type AlertScript } from '../values/scriptedAlertPeer.js';

/** How the pages of the rules for alerts become calls. */
export const alertPages = {
  addrFlood: rulePage((options) => addrFlood(options)),
  clockOffset: rulePage((options) => clockOffset(options)),
  invWithoutData: rulePage((options) => invWithoutData(options)),
  peerAlerts: rulePage((options) => peerAlerts([addrFlood(options), clockOffset()])),
  pingRising: rulePage((options) => pingRising(options)),
  silentPeer: rulePage((options) => silentPeer(options)),
  slowBlock: operatorPage({
    input: 'messages',
    output: 'result',
    diagrams: ['connected'],
    operator(caseRun) {
      const connected$ = caseRun.hot<string[]>('connected').pipe(map((letters) => letters.map(identityOf)));
      return pipe(
        map(({ message, peer }: { peer: string; message: Message }) => ({ peer: identityOf(peer), message })),
        slowBlock({ ...caseRun.options(), connected$, scheduler: caseRun.scheduler }),
        map(evidenceOf),
      );
    },
  }),
};

function rulePage(rule: (options: Record<string, number>) => PeerAlertRule): ReturnType<typeof operatorPage> {
  const operator: OperatorPage['operator'] = (caseRun) =>
    pipe(
      map((script: AlertScript): AlertPeer => scriptedAlertPeer(script, caseRun.scheduler)),
      rule(caseRun.options() as Record<string, number>),
      map(({ peer, ...alert }) => ({ peer: peer.address, ...evidenceOf(alert) })),
    );
  return operatorPage({ input: 'peers', output: 'result', operator });
}

/** The fields of a rule: without its name and text. */
function evidenceOf(alert: object): object {
  return Object.fromEntries(Object.entries(alert).filter(([name]) => !['alert', 'text'].includes(name)));
}

function identityOf(letter: string): { id: number; address: string } {
  return { id: letter.charCodeAt(0), address: letter };
}
