import {
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  type JetStreamClient,
  type JetStreamManager,
  type PubAck,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { NatsError, STORE_FAILED, toNatsError } from '../natsError.js';
import { decodeFirstSeenRecord, encodeFirstSeenRecord, type FirstSeenRecord } from './firstSeenRecord.js';
import {
  ensureFirstSeenStream,
  firstSeenStreamName,
  firstSeenSubject,
  type FirstSeenStreamSettings,
} from './firstSeenStream.js';

/** The description of a lost race, in nats-server 2.9 to 2.15: ErrMaxMsgsPerSubject of server/store.go. */
const SUBJECT_TAKEN = 'maximum messages per subject exceeded';

/** The outcome of a race for a hash. */
export interface Claim {
  /** True if our record is the one that is stored. */
  readonly isWon: boolean;
  /** The stored record. */
  readonly winner: FirstSeenRecord;
}

/** Stores at most one record per hash. */
export interface FirstSeenStore {
  /** Stores the record if the hash has none, and resolves to the stored one. Rejects with NatsError if the outcome is not known. */
  claim(key: string, record: FirstSeenRecord): Promise<Claim>;
}

/**
 * The winners of a network in a JetStream stream. The stream is created with the first claim, and again after a claim that no stream answered.
 *
 * A claim that was stored, but whose acknowledgement was lost, is won when it is repeated: the stored record equals ours.
 */
export class JetStreamFirstSeenStore implements FirstSeenStore {
  private readonly client: JetStreamClient;
  private readonly streamName: string;
  private manager: Promise<JetStreamManager> | undefined;

  constructor(
    private readonly connection: NatsConnection,
    private readonly settings: FirstSeenStreamSettings,
    private readonly timeoutMs: number,
  ) {
    this.client = jetstream(connection, { timeout: timeoutMs });
    this.streamName = firstSeenStreamName(settings.network);
  }

  async claim(key: string, record: FirstSeenRecord): Promise<Claim> {
    const manager = await this.ensured();
    const subject = firstSeenSubject(this.settings.network, key);
    try {
      const { stream } = await this.publish(subject, record);
      if (stream === this.streamName) return { isWon: true, winner: record };
      throw new NatsError('WRONG_STREAM', `the stream ${stream} stores ${subject}, ${this.streamName} expected`);
    } catch (error) {
      if (!isLostRace(error)) throw toNatsError(error, `publishing to ${subject}`);
    }
    const winner = await this.storedRecord(manager, subject);
    return { isWon: isSameRecord(winner, record), winner };
  }

  /** One promise for all claims; a failure is forgotten, so that a later claim tries again. */
  private ensured(): Promise<JetStreamManager> {
    this.manager ??= this.ensure().catch((error: unknown) => {
      this.manager = undefined;
      throw error;
    });
    return this.manager;
  }

  private async ensure(): Promise<JetStreamManager> {
    const manager = await jetstreamManager(this.connection, { timeout: this.timeoutMs, checkAPI: false });
    await ensureFirstSeenStream(manager, this.settings);
    return manager;
  }

  private async publish(subject: string, record: FirstSeenRecord): Promise<PubAck> {
    try {
      return await this.client.publish(subject, encodeFirstSeenRecord(record));
    } catch (error) {
      const natsError = toNatsError(error, `publishing to ${subject}`);
      // The client reports a missing stream as JetStream that is not enabled: there is no answer in either case.
      if (natsError.code !== 'NO_JETSTREAM') throw error;
      this.manager = undefined;
      throw new NatsError('NO_STREAM', `no stream answers a message to ${subject}`, { cause: error });
    }
  }

  private async storedRecord(manager: JetStreamManager, subject: string): Promise<FirstSeenRecord> {
    const query = { last_by_subj: subject };
    try {
      // A replica may answer the direct request, and may not have the message yet; the leader has it.
      const message =
        (await manager.direct.getMessage(this.streamName, query)) ??
        (await manager.streams.getMessage(this.streamName, query));
      if (message !== null) return decodeFirstSeenRecord(message.data);
    } catch (error) {
      throw toNatsError(error, `reading the winner of ${subject}`);
    }
    throw new NatsError('NOT_FOUND', `the winner of ${subject} has expired or was deleted`);
  }
}

/** A full store has the same code; only the description differs. */
function isLostRace(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === STORE_FAILED && error.message === SUBJECT_TAKEN;
}

function isSameRecord(one: FirstSeenRecord, other: FirstSeenRecord): boolean {
  return one.monitor === other.monitor && one.peer === other.peer && one.atMs === other.atMs;
}
