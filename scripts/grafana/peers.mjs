import { dashboard, figure, graph, heatmap, quantile, rate, SELECTED, sum } from './panel.mjs';

/** Connections: their properties, how they begin and end, and their round trips. */
export const peers = dashboard({
  uid: 'rxpeer-peers',
  title: 'rxpeer: peers',
  description: 'Connections by direction, kind of network and transport, handshakes, round trips, requests, addresses.',
  panels: [
    figure({
      title: 'Peers',
      description: 'Connected peers whose handshake is complete.',
      unit: 'short',
      expr: sum('rxpeer_peers'),
    }),
    figure({
      title: 'Connecting',
      description: 'Dials and incomplete handshakes of pools.',
      unit: 'short',
      expr: sum('rxpeer_connecting_peers'),
    }),
    figure({
      title: 'Silent peers',
      description: 'Peers that have sent no message for 140 s.',
      unit: 'short',
      expr: sum('rxpeer_silent_peers'),
    }),
    figure({
      title: 'Peers with another clock',
      description: 'Peers whose clock differed from ours by more than 600 s at the handshake.',
      unit: 'short',
      expr: sum('rxpeer_clock_offset_peers'),
    }),
    figure({
      title: 'Clock offset',
      description: 'Median of the clocks of the peers minus our clock. Bitcoin Core warns above 600 s.',
      unit: 's',
      expr: `avg(rxpeer_clock_offset_median_seconds{${SELECTED}})`,
    }),
    figure({
      title: 'Banned hosts',
      description: 'Hosts that the application has banned.',
      unit: 'short',
      expr: sum('rxpeer_banned_hosts'),
    }),
    graph({
      title: 'Peers by direction',
      description: 'Inbound: the remote opened the connection.',
      unit: 'short',
      stacked: true,
      series: [[sum('rxpeer_peers', 'direction'), '{{direction}}']],
      width: 8,
    }),
    graph({
      title: 'Peers by kind of network',
      description: 'local: loopback and private networks. name: dialled by a name.',
      unit: 'short',
      stacked: true,
      series: [[sum('rxpeer_peers', 'group'), '{{group}}']],
      width: 8,
    }),
    graph({
      title: 'Peers by transport',
      description: 'v2 is encrypted (BIP324).',
      unit: 'short',
      stacked: true,
      series: [[sum('rxpeer_peers', 'transport'), '{{transport}}']],
      width: 8,
    }),
    graph({
      title: 'Handshakes',
      description: 'Completed and failed handshakes, and ends of connections, per second.',
      unit: 'ops',
      series: [
        [rate('rxpeer_handshakes_total', 'direction'), 'completed, {{direction}}'],
        [rate('rxpeer_handshake_failures_total', 'direction'), 'failed, {{direction}}'],
        [rate('rxpeer_peer_ends_total', 'direction'), 'ended, {{direction}}'],
      ],
    }),
    graph({
      title: 'Known addresses',
      description: 'fresh: never connected to. tried: connected to before.',
      unit: 'short',
      series: [[sum('rxpeer_known_addresses', 'table'), '{{table}}']],
    }),
    heatmap({
      title: 'Round trips',
      description: 'Pongs per second by the time since their ping.',
      expr: rate('rxpeer_ping_round_trip_seconds_bucket', 'le'),
    }),
    graph({
      title: 'Round trips by kind of network',
      description: 'Median and 90 % of the times from a ping to its pong.',
      unit: 's',
      series: [
        [quantile(0.5, 'rxpeer_ping_round_trip_seconds', '', 'group'), '50 % {{group}}'],
        [quantile(0.9, 'rxpeer_ping_round_trip_seconds', '', 'group'), '90 % {{group}}'],
      ],
    }),
    graph({
      title: 'Our requests by outcome',
      description: 'notFound: answered by notfound. late: after the timeout. unanswered: the connection ended before.',
      unit: 'ops',
      series: [[rate('rxpeer_exchanges_total', 'question, outcome', 'direction="sent"'), '{{question}} {{outcome}}']],
    }),
    graph({
      title: 'Requests of the remotes',
      description: 'Questions that remotes ask us, by outcome.',
      unit: 'ops',
      series: [
        [rate('rxpeer_exchanges_total', 'question, outcome', 'direction="received"'), '{{question}} {{outcome}}'],
      ],
    }),
    graph({
      title: 'Time until our requests are answered',
      description: '90 % of the answers took less.',
      unit: 's',
      series: [[quantile(0.9, 'rxpeer_exchange_duration_seconds', '', 'question'), '{{question}}']],
    }),
    graph({
      title: 'Addresses received',
      description: 'Bytes of addr and addrv2 per second: the alert RxpeerAddressFlood watches them.',
      unit: 'Bps',
      series: [
        [rate('rxpeer_message_bytes_total', 'command', 'direction="received",command=~"addr|addrv2"'), '{{command}}'],
      ],
    }),
  ],
});
