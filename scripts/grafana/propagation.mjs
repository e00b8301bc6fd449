import { dashboard, figure, graph, heatmap, quantile, rate, SELECTED } from './panel.mjs';

const METRIC = 'rxpeer_propagation_seconds';
const of = (item, reach) => `item="${item}",reach="${reach}"`;

function spread(item, name) {
  return [
    graph({
      title: `Time of ${name} to reach the peers`,
      description: `From the first announcement until 50 % and 90 % of the peers that were connected then had announced it. p50 and p90: half, and nine tenths, of the ${name} were quicker.`,
      unit: 's',
      series: ['0.5', '0.9'].flatMap((reach) => [
        [quantile(0.5, METRIC, of(item, reach)), `p50 to ${Number(reach) * 100} % of the peers`],
        [quantile(0.9, METRIC, of(item, reach)), `p90 to ${Number(reach) * 100} % of the peers`],
      ]),
    }),
    heatmap({
      title: `Time of ${name} to reach 90 %`,
      description: `${name} per second by the time until 90 % of the peers had announced them.`,
      expr: rate(`${METRIC}_bucket`, 'le', of(item, '0.9')),
    }),
  ];
}

/** How fast blocks and transactions spread. */
export const propagation = dashboard({
  uid: 'rxpeer-propagation',
  title: 'rxpeer: propagation',
  description: 'How fast blocks and transactions reach the peers of each process.',
  panels: [
    figure({
      title: 'Blocks in an hour',
      description: 'Blocks that reached half of the peers.',
      unit: 'short',
      expr: `sum(increase(${METRIC}_count{${SELECTED},${of('block', '0.5')}}[1h]))`,
      width: 6,
    }),
    figure({
      title: 'Mean time of blocks to 90 %',
      description: 'In the last hour.',
      unit: 's',
      expr: `sum(rate(${METRIC}_sum{${SELECTED},${of('block', '0.9')}}[1h])) / sum(rate(${METRIC}_count{${SELECTED},${of('block', '0.9')}}[1h]))`,
      width: 6,
    }),
    figure({
      title: 'Transactions per second',
      description: 'Transactions that reached half of the peers.',
      unit: 'ops',
      expr: rate(`${METRIC}_count`, '', of('transaction', '0.5')),
      width: 6,
    }),
    figure({
      title: 'Items that did not spread',
      description: 'Blocks and transactions in the last hour that 90 % of the peers had not announced after 60 s.',
      unit: 'short',
      expr: `sum(increase(rxpeer_propagation_overdue_total{${SELECTED}}[1h]))`,
      width: 6,
    }),
    ...spread('block', 'blocks'),
    ...spread('transaction', 'transactions'),
    graph({
      title: 'Items by how far they spread',
      description: 'Items per second that reached 50 % and 90 % of the peers.',
      unit: 'ops',
      series: [[rate(`${METRIC}_count`, 'item, reach'), '{{item}} {{reach}}']],
    }),
    graph({
      title: 'Items that did not spread',
      description: 'Items per second that 90 % of the peers had not announced after 60 s.',
      unit: 'ops',
      series: [[rate('rxpeer_propagation_overdue_total', 'item'), '{{item}}']],
    }),
  ],
});
