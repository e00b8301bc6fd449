import type { MetricDefinition, MetricFamily, MetricSample } from './metricFamily.js';

/** Every metric of `createMetrics`. docs/metrics.md explains them; a spec compares. Names by https://prometheus.io/docs/practices/naming/. */
export const METRICS = {
  build: info('rxpeer_build_info', 'The version of rxpeer.', ['version']),

  peers: gauge('rxpeer_peers', 'Connected peers whose handshake is complete.', ['direction', 'group', 'transport']),
  handshakes: counter('rxpeer_handshakes_total', 'Completed handshakes.', ['direction', 'group', 'transport']),
  handshakeFailures: counter(
    'rxpeer_handshake_failures_total',
    'Connections that could not be opened or whose handshake failed, by the code of the error.',
    ['direction', 'code'],
  ),
  peerEnds: counter(
    'rxpeer_peer_ends_total',
    'Connections that ended after the handshake, by who ended them and the code of the error.',
    ['direction', 'by', 'code'],
  ),
  faults: counter('rxpeer_faults_total', 'Errors that did not end the connection, by code.', ['code']),

  messages: counter('rxpeer_messages_total', 'Messages received and sent.', ['direction', 'command']),
  messageBytes: counter(
    'rxpeer_message_bytes_total',
    'Bytes of the messages received and sent, headers included.',
    ['direction', 'command'],
    'bytes',
  ),
  pingRoundTrip: histogram('rxpeer_ping_round_trip_seconds', 'Time from a ping to its pong.', ['group']),
  exchanges: counter('rxpeer_exchanges_total', 'Questions of either side, by their outcome.', [
    ...['direction', 'question', 'outcome'],
  ]),
  exchangeDuration: histogram(
    'rxpeer_exchange_duration_seconds',
    'Time from our question to the answer of the remote.',
    ['question'],
  ),
  propagation: histogram(
    'rxpeer_propagation_seconds',
    'Time from the first announcement of an item until this share of the peers had announced it.',
    ['item', 'reach'],
  ),
  propagationOverdue: counter(
    'rxpeer_propagation_overdue_total',
    'Items that less than 90 % of the peers had announced 60 s after the first announcement.',
    ['item'],
  ),

  sendQueueMessages: gauge(
    'rxpeer_send_queue_messages',
    'Messages that the transport does not have yet, of all peers.',
  ),
  sendQueueBytes: gauge(
    'rxpeer_send_queue_bytes',
    'Bytes that the operating system does not have yet, of all peers.',
    [],
    'bytes',
  ),
  unfinishedBytes: gauge(
    'rxpeer_unfinished_bytes',
    'Bytes that consumers have not finished, of all peers.',
    [],
    'bytes',
  ),
  waitingInventory: gauge('rxpeer_waiting_inventory_items', 'Announcements that wait to be sent, of all peers.'),
  droppedInventory: counter('rxpeer_dropped_inventory_total', 'Announcements that were not sent.'),
  pausedPeers: gauge('rxpeer_paused_peers', 'Peers from which we do not read at the moment.'),
  silentPeers: gauge('rxpeer_silent_peers', 'Peers that have sent no message for 140 s.'),
  clockOffsetMedian: gauge(
    'rxpeer_clock_offset_median_seconds',
    'Median of the clocks of the peers minus our clock, at their handshakes.',
    [],
    'seconds',
  ),
  clockOffsetPeers: gauge('rxpeer_clock_offset_peers', 'Peers whose clock differed from ours by more than 600 s.'),
} as const satisfies Record<string, MetricDefinition>;

/** The metrics that only pools have. */
export const POOL_METRICS = {
  connecting: gauge('rxpeer_connecting_peers', 'Dials and incomplete handshakes.'),
  knownAddresses: gauge('rxpeer_known_addresses', 'Addresses in the address book.', ['table']),
  bannedHosts: gauge('rxpeer_banned_hosts', 'Hosts that the application has banned.'),
  discouragedHosts: gauge('rxpeer_discouraged_hosts', 'Hosts that are discouraged because a peer misbehaved.'),
  poolFaults: counter('rxpeer_pool_faults_total', 'Errors of the pool that did not end it, by code.', ['code']),
} as const satisfies Record<string, MetricDefinition>;

/** The metrics of the connection to NATS. */
export const NATS_METRICS = {
  isConnected: gauge('rxpeer_nats_connected', '1 while connected to the NATS server, else 0.'),
  reconnects: counter('rxpeer_nats_reconnects_total', 'Reconnections to the NATS server.'),
  publishedMessages: counter('rxpeer_nats_published_messages_total', 'Messages published to NATS.'),
  publishedBytes: counter('rxpeer_nats_published_bytes_total', 'Bytes published to NATS.', [], 'bytes'),
  droppedMessages: counter('rxpeer_nats_dropped_messages_total', 'Messages dropped because NATS did not take them.'),
  droppedBytes: counter(
    'rxpeer_nats_dropped_bytes_total',
    'Bytes dropped because NATS did not take them.',
    [],
    'bytes',
  ),
  queuedBytes: gauge('rxpeer_nats_queued_bytes', 'Bytes that wait to be published to NATS.', [], 'bytes'),
} as const satisfies Record<string, MetricDefinition>;

/** A metric with samples. */
export function familyOf(definition: MetricDefinition, samples: readonly MetricSample[]): MetricFamily {
  return { ...definition, samples };
}

/** A metric without labels. */
export function singleValue(definition: MetricDefinition, value: number): MetricFamily {
  return familyOf(definition, [{ labels: {}, value }]);
}

export function counter(
  name: string,
  help: string,
  labelNames: readonly string[] = [],
  unit?: 'seconds' | 'bytes',
): MetricDefinition {
  return { name, type: 'counter', help, labelNames, ...(unit === undefined ? {} : { unit }) };
}

export function gauge(
  name: string,
  help: string,
  labelNames: readonly string[] = [],
  unit?: 'seconds' | 'bytes',
): MetricDefinition {
  return { ...counter(name, help, labelNames, unit), type: 'gauge' };
}

function histogram(name: string, help: string, labelNames: readonly string[]): MetricDefinition {
  return { ...counter(name, help, labelNames, 'seconds'), type: 'histogram' };
}

function info(name: string, help: string, labelNames: readonly string[]): MetricDefinition {
  return { ...counter(name, help, labelNames), type: 'info' };
}
