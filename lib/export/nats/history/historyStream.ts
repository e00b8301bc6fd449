import { DiscardPolicy, jetstreamManager, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { MAX_DELAY_MS, requireInteger } from '../../../base/optionChecks.js';
import { toNatsError } from '../natsError.js';
import { subjectToken } from '../subject.js';

/** Options of `keepHistory`. */
export interface KeepHistoryOptions {
  /** The network whose records are stored. */
  network: { readonly name: string };
  /** How long the server stores a record, in milliseconds, 1000 to 2^31 - 1. Default 86_400_000, one day. */
  maxAgeMs?: number | undefined;
  /** Maximum size of the stream in bytes; beyond it the oldest records are deleted. Default 10 GiB. */
  maxBytes?: number | undefined;
  /** `file` survives a restart of the server. Default `file`. */
  storage?: 'file' | 'memory' | undefined;
  /** Number of servers of a cluster that store the stream, 1 to 5. Default 1. */
  replicas?: number | undefined;
}

/**
 * The name of the stream that stores the records of a network: `rxpeer-bitcoin=2Emainnet`. Not with `%` as in subjects: nats-server 2.9 uses the name as
 * a format string in the subjects of acknowledgements.
 */
export function historyStreamName(network: { readonly name: string }): string {
  return `rxpeer-${subjectToken(network.name).replaceAll('%', '=')}`;
}

/**
 * Lets the server store what monitors publish, in the JetStream stream `rxpeer-<network>`, for `fromNats({ sinceMs })` and `consumeHistory`. Creates the
 * stream, or changes one that exists to these limits. Publishers need no change: the stream stores the subjects `rxpeer.<network>.>`.
 *
 * Rejects with NatsError, among others `NO_JETSTREAM` and `STORE_FULL`; errors at the call with LocalProtocolError `INVALID_OPTION`.
 *
 * @example
 * await keepHistory(connection, { network: bitcoin.mainnet, maxAgeMs: 6 * 3_600_000 });
 */
export function keepHistory(connection: NatsConnection, options: KeepHistoryOptions): Promise<void> {
  const { maxAgeMs = 86_400_000, maxBytes = 10 * 1024 ** 3, network, replicas = 1, storage = 'file' } = options;
  requireInteger('maxAgeMs', maxAgeMs, 1000, MAX_DELAY_MS);
  requireInteger('maxBytes', maxBytes, 1, Number.MAX_SAFE_INTEGER);
  requireInteger('replicas', replicas, 1, 5);
  return ensureStream(connection, {
    name: historyStreamName(network),
    subjects: [`rxpeer.${subjectToken(network.name)}.>`],
    retention: RetentionPolicy.Limits,
    storage: storage === 'file' ? StorageType.File : StorageType.Memory,
    discard: DiscardPolicy.Old,
    max_age: maxAgeMs * 1e6,
    max_bytes: maxBytes,
    num_replicas: replicas,
  });
}

async function ensureStream(
  connection: NatsConnection,
  config: Partial<StreamConfig> & { readonly name: string },
): Promise<void> {
  const { name } = config;
  try {
    const { streams } = await jetstreamManager(connection, { checkAPI: false });
    const isThere = await streams.info(name).then(
      () => true,
      () => false,
    );
    await (isThere ? streams.update(name, config) : streams.add(config));
  } catch (error) {
    throw toNatsError(error, `creation of the stream ${name}`);
  }
}
