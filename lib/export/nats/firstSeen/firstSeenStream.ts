import {
  DiscardPolicy,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { show } from '../../../base/show.js';
import { NatsError, toNatsError } from '../natsError.js';
import { subjectToken } from '../subject.js';
import { RECORD_BYTES } from './firstSeenRecord.js';

/** The length of a hash as text. */
const HASH_CHARACTERS = 64;
/** Bytes that nats-server stores with each message, apart from its subject and payload (functions fileStoreMsgSize and memStoreMsgSize). */
const OVERHEAD_BYTES = { file: 30, memory: 16 };
/** nats-server, errors.json: JSStreamNameExistErr. */
const NAME_IN_USE = 10058;

/** Options that decide where and for how long the winners of a network are stored. */
export interface FirstSeenStreamOptions {
  /** The network of the hashes, which is a part of the subjects and of the name of the stream. */
  network: { readonly name: string };
  /**
   * `file` survives a restart of the server. With `memory` a restart forgets all winners, so a hash may get a second one. Default `file`.
   */
  storage?: 'file' | 'memory' | undefined;
  /** Maximum size of the stream in bytes, rounded down to whole records of about 370 bytes. Default 256 MiB, about 720,000 hashes. */
  maxBytes?: number | undefined;
  /** How long the stream stores a winner, in milliseconds, 100 to 2^31 - 1. Later the same hash is new again. Default 3_600_000. */
  maxAgeMs?: number | undefined;
  /** Number of servers of a cluster that store the stream, 1 to 5. Default 1. */
  replicas?: number | undefined;
}

/** The options of a stream, complete. */
export type FirstSeenStreamSettings = {
  readonly [K in keyof FirstSeenStreamOptions]-?: NonNullable<FirstSeenStreamOptions[K]>;
};

/** The name of the stream that stores the winners of a network: `first-bitcoin%2Emainnet`. */
export function firstSeenStreamName(network: { readonly name: string }): string {
  return `first-${subjectToken(network.name)}`;
}

/** The subject of a hash: `first.bitcoin%2Emainnet.00…`. */
export function firstSeenSubject(network: { readonly name: string }, key: string): string {
  return `first.${subjectToken(network.name)}.${subjectToken(key)}`;
}

/**
 * The largest size of a stream up to `maxBytes` that whole records fill exactly.
 *
 * nats-server 2.9 compares only the payload of a new message with the space that is left, without its subject and overhead. A message that
 * it accepts in this way makes the stream too large, and the server deletes the oldest message, although the stream is configured to
 * discard new ones. Then a hash could get a second winner. This never happens if all records have one size and fill the stream exactly
 * (spec/interop/natsFirstSeen.spec.ts).
 */
export function maxBytesOfRecords(
  maxBytes: number,
  storage: 'file' | 'memory',
  network: { readonly name: string },
): number {
  const subjectBytes = firstSeenSubject(network, '0'.repeat(HASH_CHARACTERS)).length;
  const recordBytes = OVERHEAD_BYTES[storage] + subjectBytes + RECORD_BYTES;
  return Math.max(1, Math.floor(maxBytes / recordBytes)) * recordBytes;
}

/**
 * Creates the stream if it does not exist. An existing stream may differ in size, age, storage and replicas, but must keep exactly the
 * first message of each subject. Errors with NatsError, among others `NO_JETSTREAM`, `STORE_FULL` and `WRONG_STREAM`.
 */
export async function ensureFirstSeenStream(
  manager: Pick<JetStreamManager, 'streams'>,
  { network, storage, maxBytes, maxAgeMs, replicas }: FirstSeenStreamSettings,
): Promise<void> {
  const name = firstSeenStreamName(network);
  try {
    await manager.streams.add({
      name,
      subjects: [firstSeenSubject(network, '').replace(/%$/, '*')],
      retention: RetentionPolicy.Limits,
      storage: storage === 'file' ? StorageType.File : StorageType.Memory,
      discard: DiscardPolicy.New,
      discard_new_per_subject: true,
      max_msgs_per_subject: 1,
      max_age: maxAgeMs * 1e6,
      max_bytes: maxBytesOfRecords(maxBytes, storage, network),
      num_replicas: replicas,
      allow_direct: true,
    });
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== NAME_IN_USE) {
      throw toNatsError(error, `creation of the stream ${name}`);
    }
    await requireSuitable(manager, name);
  }
}

async function requireSuitable(manager: Pick<JetStreamManager, 'streams'>, name: string): Promise<void> {
  let config: StreamConfig;
  try {
    ({ config } = await manager.streams.info(name));
  } catch (error) {
    throw toNatsError(error, `reading the stream ${name}`);
  }
  const wanted: Partial<StreamConfig> = {
    discard: DiscardPolicy.New,
    discard_new_per_subject: true,
    max_msgs_per_subject: 1,
    max_msgs: -1,
    allow_direct: true,
  };
  for (const [field, value] of Object.entries(wanted)) {
    const actual = config[field as keyof StreamConfig];
    if (actual !== value) {
      throw new NatsError(
        'WRONG_STREAM',
        `the stream ${name} has ${field} ${show(actual)}, ${show(value)} expected: delete it, or rename it`,
      );
    }
  }
}
