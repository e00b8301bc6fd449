import { dashboard, figure, graph, rate, SELECTED, sum } from './panel.mjs';

const inAnHour = (counter) => `sum(increase(${counter}{${SELECTED}}[1h]))`;

/** What goes wrong. */
export const faults = dashboard({
  uid: 'rxpeer-faults',
  title: 'rxpeer: faults',
  description:
    'Violations of remotes, failed connections, ends, bans. The codes are those of the errors; docs/policy.md explains them.',
  panels: [
    figure({
      title: 'Faults in an hour',
      description: 'Errors that did not end a connection.',
      unit: 'short',
      expr: inAnHour('rxpeer_faults_total'),
      width: 6,
    }),
    figure({
      title: 'Failed handshakes in an hour',
      description: 'Connections that could not be opened or whose handshake failed.',
      unit: 'short',
      expr: inAnHour('rxpeer_handshake_failures_total'),
      width: 6,
    }),
    figure({
      title: 'Ends in an hour',
      description: 'Connections that ended after the handshake.',
      unit: 'short',
      expr: inAnHour('rxpeer_peer_ends_total'),
      width: 6,
    }),
    figure({
      title: 'Hosts avoided',
      description: 'Discouraged and banned hosts.',
      unit: 'short',
      expr: `${sum('rxpeer_discouraged_hosts')} + ${sum('rxpeer_banned_hosts')}`,
      width: 6,
    }),
    graph({
      title: 'Faults by code',
      description: 'Errors per second that did not end a connection: mostly violations of the protocol.',
      unit: 'ops',
      series: [[rate('rxpeer_faults_total', 'code'), '{{code}}']],
    }),
    graph({
      title: 'Failed handshakes by code',
      description: 'Connections per second that could not be opened or whose handshake failed.',
      unit: 'ops',
      series: [[rate('rxpeer_handshake_failures_total', 'direction, code'), '{{direction}} {{code}}']],
    }),
    graph({
      title: 'Ends by reason',
      description: 'local: we closed. remote: the remote closed. fault: an error ended the connection.',
      unit: 'ops',
      series: [[rate('rxpeer_peer_ends_total', 'by, code'), '{{by}} {{code}}']],
    }),
    graph({
      title: 'Unknown commands',
      description: 'Messages per second whose command the network does not define.',
      unit: 'mps',
      series: [[rate('rxpeer_messages_total', 'direction', 'command="unknown"'), '{{direction}}']],
    }),
    graph({
      title: 'Discouraged and banned hosts',
      description: 'A host is discouraged for 24 h after a peer misbehaved. Only the application bans.',
      unit: 'short',
      series: [
        [sum('rxpeer_discouraged_hosts'), 'discouraged'],
        [sum('rxpeer_banned_hosts'), 'banned'],
      ],
    }),
    graph({
      title: 'Faults of the pool',
      description: 'DNS seeds, files and ports, per second.',
      unit: 'ops',
      series: [[rate('rxpeer_pool_faults_total', 'code'), '{{code}}']],
    }),
    graph({
      title: 'Items that were requested and did not arrive',
      description: 'Share of our getdata that was answered by notfound, late, or not at all.',
      unit: 'percentunit',
      series: [
        [
          `sum by (outcome) (rate(rxpeer_exchanges_total{${SELECTED},direction="sent",question="getdata",outcome!="answered"}[$__rate_interval])) / ignoring (outcome) group_left sum (rate(rxpeer_exchanges_total{${SELECTED},direction="sent",question="getdata"}[$__rate_interval]))`,
          '{{outcome}}',
        ],
      ],
    }),
    graph({
      title: 'Announcements dropped',
      description:
        'Announcements per second that were not sent: the queue was full, or the remote does not accept them.',
      unit: 'ops',
      series: [[rate('rxpeer_dropped_inventory_total', 'instance'), '{{instance}}']],
    }),
  ],
});
