import { dashboard, figure, graph, quantile, rate, SELECTED, sum } from './panel.mjs';

/** Whether the process is well, and what it does. */
export const overview = dashboard({
  uid: 'rxpeer-overview',
  title: 'rxpeer: overview',
  description: 'Peers, traffic, queues and the process of rxpeer.',
  panels: [
    figure({
      title: 'Peers',
      description: 'Connected peers whose handshake is complete.',
      unit: 'short',
      expr: sum('rxpeer_peers'),
    }),
    figure({
      title: 'Messages per second',
      description: 'Messages received and sent.',
      unit: 'mps',
      expr: rate('rxpeer_messages_total'),
    }),
    figure({
      title: 'Traffic',
      description: 'Bytes of messages received and sent, headers included.',
      unit: 'Bps',
      expr: rate('rxpeer_message_bytes_total'),
    }),
    figure({
      title: 'Round trip',
      description: 'Median time from a ping to its pong.',
      unit: 's',
      expr: quantile(0.5, 'rxpeer_ping_round_trip_seconds'),
    }),
    figure({
      title: 'Discouraged hosts',
      description: 'Hosts that the pools do not dial because a peer misbehaved.',
      unit: 'short',
      expr: sum('rxpeer_discouraged_hosts'),
    }),
    figure({
      title: 'Memory',
      description: 'Memory of the processes in RAM.',
      unit: 'bytes',
      expr: sum('process_resident_memory_bytes'),
    }),
    graph({
      title: 'Messages received, by command',
      description: 'Commands that the network does not define are "unknown".',
      unit: 'mps',
      stacked: true,
      series: [[rate('rxpeer_messages_total', 'command', 'direction="received"'), '{{command}}']],
    }),
    graph({
      title: 'Messages sent, by command',
      description: 'Our messages, when the operating system has them.',
      unit: 'mps',
      stacked: true,
      series: [[rate('rxpeer_messages_total', 'command', 'direction="sent"'), '{{command}}']],
    }),
    graph({
      title: 'Bytes received, by command',
      description: 'Bytes of messages, headers included.',
      unit: 'Bps',
      stacked: true,
      series: [[rate('rxpeer_message_bytes_total', 'command', 'direction="received"'), '{{command}}']],
    }),
    graph({
      title: 'Bytes sent, by command',
      description: 'Bytes of messages, headers included.',
      unit: 'Bps',
      stacked: true,
      series: [[rate('rxpeer_message_bytes_total', 'command', 'direction="sent"'), '{{command}}']],
    }),
    graph({
      title: 'Queues, in bytes',
      description:
        'Bytes that are queued to be sent, and bytes of messages that consumers have not finished. Both are bounded for each peer.',
      unit: 'bytes',
      series: [
        [sum('rxpeer_send_queue_bytes'), 'to be sent'],
        [sum('rxpeer_unfinished_bytes'), 'unfinished by consumers'],
      ],
    }),
    graph({
      title: 'Queues, in items',
      description:
        'Messages and announcements that wait to be sent, announcements that were dropped per second, and peers from which we do not read.',
      unit: 'short',
      series: [
        [sum('rxpeer_send_queue_messages'), 'messages to be sent'],
        [sum('rxpeer_waiting_inventory_items'), 'announcements that wait'],
        [rate('rxpeer_dropped_inventory_total'), 'announcements dropped per second'],
        [sum('rxpeer_paused_peers'), 'paused peers'],
      ],
    }),
    graph({
      title: 'Processor',
      description: 'Processor time per second: 100 % is one core.',
      unit: 'percentunit',
      series: [[rate('process_cpu_seconds_total', 'instance'), '{{instance}}']],
    }),
    graph({
      title: 'Memory',
      description: 'Memory of the process in RAM, and the JavaScript objects in it.',
      unit: 'bytes',
      series: [
        [sum('process_resident_memory_bytes', 'instance'), 'resident {{instance}}'],
        [sum('nodejs_heap_size_used_bytes', 'instance'), 'heap used {{instance}}'],
        [sum('nodejs_heap_size_total_bytes', 'instance'), 'heap {{instance}}'],
        [sum('nodejs_external_memory_bytes', 'instance'), 'external {{instance}}'],
      ],
    }),
    graph({
      title: 'Lag of the event loop',
      description:
        'How much later than planned a timer fires. A long lag delays every message, and spoils round trips.',
      unit: 's',
      series: [
        [`max by (instance) (nodejs_eventloop_lag_p50_seconds{${SELECTED}})`, 'median {{instance}}'],
        [`max by (instance) (nodejs_eventloop_lag_mean_seconds{${SELECTED}})`, 'mean {{instance}}'],
        [`max by (instance) (nodejs_eventloop_lag_p99_seconds{${SELECTED}})`, '99 % {{instance}}'],
        [`max by (instance) (nodejs_eventloop_lag_max_seconds{${SELECTED}})`, 'longest {{instance}}'],
      ],
    }),
    graph({
      title: 'Versions and uptime',
      description: 'Time since the start of each process, with its version of rxpeer.',
      unit: 's',
      series: [
        [
          `(time() - process_start_time_seconds{${SELECTED}}) * on (job, instance) group_left (version) rxpeer_build_info{${SELECTED}}`,
          '{{instance}} {{version}}',
        ],
      ],
    }),
    graph({
      title: 'NATS: published and dropped',
      description: 'Only of processes that publish to NATS.',
      unit: 'Bps',
      series: [
        [rate('rxpeer_nats_published_bytes_total'), 'published'],
        [rate('rxpeer_nats_dropped_bytes_total'), 'dropped'],
      ],
    }),
    graph({
      title: 'NATS: connection and queue',
      description:
        'Only of processes that publish to NATS. Connected processes, reconnections per second, and bytes that wait.',
      unit: 'short',
      series: [
        [sum('rxpeer_nats_connected'), 'connected processes'],
        [rate('rxpeer_nats_reconnects_total'), 'reconnections per second'],
        [rate('rxpeer_nats_published_messages_total'), 'messages published per second'],
        [rate('rxpeer_nats_dropped_messages_total'), 'messages dropped per second'],
        [sum('rxpeer_nats_queued_bytes'), 'bytes that wait'],
      ],
    }),
  ],
});
