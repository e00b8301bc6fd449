import type { ListPeer } from '../../../lib/export/nats/records/listHeader.js';
import { RecordList, type RecordListener } from '../../../lib/export/nats/records/recordReader.js';
import { RecordWriter, type RecordedMessage } from '../../../lib/export/nats/records/recordWriter.js';

export const INSTANCE = '0102030405060708';
/** A time of day whose double and microseconds are exact. */
export const START_MS = 1_700_000_000_000;

export const LIST_PEER: ListPeer = {
  id: 7,
  address: '1.2.3.4:8333',
  direction: 'outbound',
  transport: 2,
  protocolVersion: 70016,
  isReady: true,
};

/** A received message. */
export function received(command: string, payload: Uint8Array | number = 0): RecordedMessage {
  const bytes = typeof payload === 'number' ? new Uint8Array(payload) : payload;
  return { direction: 'received', command, payload: bytes, sizeBytes: bytes.length + 24, isRefused: false };
}

/** What a list says, one entry per record. */
export function recordsOf(bytes: Uint8Array): unknown[] {
  const records: unknown[] = [];
  const listener: RecordListener = {
    onMessage: (atMs, direction, command, sizeBytes, payload, isRefused) =>
      records.push({ atMs, direction, command, sizeBytes, payload: payload?.slice(), isRefused }),
    onExchange: (atMs, exchange) => records.push({ atMs, exchange }),
    onEvent: (atMs, event) => records.push({ atMs, event }),
  };
  new RecordList(bytes).readRecords(listener);
  return records;
}

export interface ListOptions {
  readonly instance?: string;
  readonly sequence?: number;
  readonly peer?: ListPeer | undefined;
}

/** A list of what `write` writes; by default of LIST_PEER. */
export function listOf(write: (writer: RecordWriter) => void, options: ListOptions = {}): Uint8Array {
  const writer = new RecordWriter();
  write(writer);
  const peer = 'peer' in options ? options.peer : LIST_PEER;
  return writer.finish({ instance: options.instance ?? INSTANCE, sequence: options.sequence ?? 0, peer }).bytes;
}
