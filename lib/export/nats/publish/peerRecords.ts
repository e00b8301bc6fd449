import type { Network } from '../../../networks/network.js';
import type { Exchange } from '../../../protocol/exchanges/exchange.js';
import type { PassedFrame } from '../../../peer/streams/passedFrame.js';
import type { ExportedPeer } from '../../events/exportEvent.js';
import { formatRecordEvent, type RecordEvent } from '../records/recordEvent.js';
import type { RecordWriter } from '../records/recordWriter.js';

/** A record list is complete when it has this many bytes. */
const MAX_LIST_BYTES = 64 * 1024;

/** Has the writers and gets the lists of all peers. */
export interface PeerRecordsOwner {
  /** Called at the first record since the last list. */
  onDirty(records: PeerRecords): void;
  /** The list in this writer is complete; it has this number of messages. The writer is the owner's again. */
  onComplete(records: PeerRecords, writer: RecordWriter, messages: number): void;
  borrowWriter(): RecordWriter;
}

/** Collects the records of one peer, or of the monitor itself, for the next list. Holds a buffer only while it has records. */
export class PeerRecords {
  private writer: RecordWriter | undefined;
  private messages = 0;

  /** @param peer absent for the records of the monitor */
  constructor(
    private readonly owner: PeerRecordsOwner,
    private readonly network: Network,
    readonly peer?: ExportedPeer,
  ) {}

  addMessage(frame: PassedFrame, withPayload: boolean): void {
    const writer = this.writerFor(frame.atMs);
    writer.addMessage(frame.atMs, frame, withPayload);
    this.messages += 1;
    if (writer.bytes >= MAX_LIST_BYTES) this.flush();
  }

  addExchange(atMs: number, exchange: Exchange): void {
    this.writerFor(atMs).addExchange(atMs, exchange);
  }

  addEvent(atMs: number, event: RecordEvent): void {
    this.writerFor(atMs).addEvent(atMs, formatRecordEvent(event, this.network) as object);
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
    if (this.writer !== undefined && !this.writer.accepts(atMs)) this.flush();
    if (this.writer === undefined) {
      this.writer = this.owner.borrowWriter();
      this.owner.onDirty(this);
    }
    return this.writer;
  }
}
