import type { Network } from '../../../networks/network.js';
import type { Exchange } from '../../../protocol/exchanges/exchange.js';
import type { PassedFrame } from '../../../peer/streams/passedFrame.js';
import type { ExportedPeer } from '../../events/exportEvent.js';
import { formatRecordEvent, type RecordEvent } from '../records/recordEvent.js';
import { encodeEvent, MAX_EXCHANGE_RECORD_BYTES, type RecordWriter } from '../records/recordWriter.js';

/** The maximum size of the records of one list in bytes; a message or event that is larger is alone in its list. */
const MAX_LIST_BYTES = 64 * 1024;

/** Owns the writers, and gets the lists of all peers. */
export interface PeerRecordsOwner {
  /** Called at the first record since the last list. */
  onDirty(records: PeerRecords): void;
  /** The list in this writer is complete; it has this number of messages. The owner may use the writer again. */
  onComplete(records: PeerRecords, writer: RecordWriter, messages: number): void;
  borrowWriter(): RecordWriter;
}

/** Collects the records of one peer, or of the monitor itself, for the next list. Holds a buffer only while it has records. */
export class PeerRecords {
  private writer: RecordWriter | undefined;
  private messages = 0;

  /**
   * @param subject the subject of its lists
   * @param peer absent for the records of the monitor
   */
  constructor(
    private readonly owner: PeerRecordsOwner,
    private readonly network: Network,
    readonly subject: string,
    readonly peer?: ExportedPeer,
  ) {}

  addMessage(frame: PassedFrame, withPayload: boolean): void {
    let writer = this.writerFor(frame.atMs);
    if (isFull(writer, writer.messageBytes(frame, withPayload))) writer = this.nextWriter();
    writer.addMessage(frame.atMs, frame, withPayload);
    this.messages += 1;
    if (writer.bytes >= MAX_LIST_BYTES) this.flush();
  }

  addExchange(atMs: number, exchange: Exchange): void {
    let writer = this.writerFor(atMs);
    if (isFull(writer, MAX_EXCHANGE_RECORD_BYTES)) writer = this.nextWriter();
    writer.addExchange(atMs, exchange);
  }

  addEvent(atMs: number, event: RecordEvent): void {
    const text = encodeEvent(formatRecordEvent(event, this.network) as object);
    let writer = this.writerFor(atMs);
    if (isFull(writer, writer.eventBytes(text))) writer = this.nextWriter();
    writer.addEvent(atMs, text);
  }

  /** Completes the list, if there are records. */
  flush(): void {
    const { messages, writer } = this;
    if (writer === undefined) return;
    this.writer = undefined;
    this.messages = 0;
    this.owner.onComplete(this, writer, messages);
  }

  private writerFor(atMs: number): RecordWriter {
    return this.writer?.accepts(atMs) === true ? this.writer : this.nextWriter();
  }

  private nextWriter(): RecordWriter {
    this.flush();
    this.writer = this.owner.borrowWriter();
    this.owner.onDirty(this);
    return this.writer;
  }
}

/** True if a record of this size has to begin a new list. */
function isFull(writer: RecordWriter, recordBytes: number): boolean {
  return writer.records > 0 && writer.bytes + recordBytes > MAX_LIST_BYTES;
}
