import type { RowOf } from './columnTypes.js';

/** The columns that every table has. */
const COMMON = {
  event: 'long',
  happened_at: 'timestamp',
  monitor: 'text?',
  network: 'text?',
  connection: 'integer?',
  address: 'text',
} as const;

/** The columns of each table; docs/parquet.md describes them. */
export const ARCHIVE_TABLES = {
  messages: {
    ...COMMON,
    direction: 'text',
    command: 'text',
    size_bytes: 'integer',
    payload_bytes: 'integer',
    payload: 'bytes?',
  },
  sightings: { ...COMMON, type: 'text', hash: 'text', announced_by: 'text' },
  exchanges: {
    ...COMMON,
    direction: 'text',
    question: 'text',
    key: 'text',
    item_type: 'long?',
    asked_at: 'timestamp',
    announced_at: 'timestamp?',
    took_ms: 'double?',
    outcome: 'text',
  },
  connections: {
    ...COMMON,
    direction: 'text',
    outcome: 'text',
    started_at: 'timestamp?',
    joined_at: 'timestamp?',
    transport: 'integer?',
    protocol_version: 'long?',
    services: 'unsignedLong?',
    user_agent: 'text?',
    start_height: 'long?',
    closed_by: 'text?',
    error_class: 'text?',
    error_code: 'text?',
    error_message: 'text?',
    received_messages: 'long?',
    received_bytes: 'long?',
    sent_messages: 'long?',
    sent_bytes: 'long?',
    faults: 'long?',
    min_round_trip_ms: 'double?',
    mean_round_trip_ms: 'double?',
  },
} as const;

/** A table of an archive. */
export type ArchiveTable = keyof typeof ARCHIVE_TABLES;

/** The names of the tables. */
export const ARCHIVE_TABLE_NAMES = Object.keys(ARCHIVE_TABLES) as ArchiveTable[];

/** A row of the table `T`. */
export type ArchiveRow<T extends ArchiveTable> = RowOf<(typeof ARCHIVE_TABLES)[T]>;
