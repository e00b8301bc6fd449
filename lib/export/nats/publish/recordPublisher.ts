import { toHex } from '../../../codec/hex.js';
import type { Network } from '../../../networks/network.js';
import { cryptoRandom } from '../../../peer/cryptoRandom.js';
import type { PassedFrame } from '../../../peer/streams/passedFrame.js';
import type { Exchange } from '../../../protocol/exchanges/exchange.js';
import { SinkQueue } from '../../sink/sinkQueue.js';
import type { ExportedPeer } from '../../events/exportEvent.js';
import { toNatsError } from '../natsError.js';
import type { NatsClient } from '../natsConnection.js';
import { recordSubject } from '../recordSubject.js';
import { splitIntoChunks } from '../records/chunks.js';
import type { ListPeer } from '../records/listHeader.js';
import type { RecordEvent } from '../records/recordEvent.js';
import { RecordWriter } from '../records/recordWriter.js';
import { messageHeaders, perCommandSubject } from './perCommand.js';
import { PeerRecords, type PeerRecordsOwner } from './peerRecords.js';
import type { PublishOptions } from './publishOptions.js';

/** The server's default, which is used until its value is known (nats-server, server/const.go MAX_PAYLOAD_SIZE). */
const DEFAULT_MAX_PAYLOAD_BYTES = 1024 * 1024;
/** The number of bytes that are published before the server has to confirm them. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
/**
 * The memory of a queued list in addition to its bytes: its array, its subject and two objects (measured with Node 20: 420 to 500 bytes).
 */
const QUEUED_LIST_BYTES = 512;
/** Writers that are kept for the next lists. */
const MAX_SPARE_WRITERS = 128;

/** One message for the server. */
interface Publication {
  readonly subject: string;
  readonly bytes: Uint8Array;
  /** The number of messages of peers in it. */
  readonly messages: number;
  readonly headers?: ReturnType<typeof messageHeaders>;
  /** The writer whose buffer has the bytes: it is used again when the server has confirmed them. */
  readonly writer?: RecordWriter;
}

export interface RecordPublisherOptions extends PublishOptions {
  readonly network: Network;
  readonly connection: Pick<NatsClient, 'publish' | 'flush' | 'info'>;
  /** Resolves when publishing is possible: the client is connected, and the name is ours. */
  readonly whenReady: () => Promise<void>;
}

/**
 * Writes records of peers into lists, and publishes them: one list per peer and turn of the event loop, of at most 64 KiB (a larger record is alone
 * in its list).
 *
 * Nothing here waits for the server: lists pass through a SinkQueue, which drops and counts lists for which it has no room, including a
 * list that is larger than the whole queue. A list that would need more than 65,535 chunks is dropped and counted when it would be
 * published. The sequence number of a list counts dropped records as well, so that a reader sees how many are missing.
 */
export class RecordPublisher implements PeerRecordsOwner {
  readonly instance = toHex(cryptoRandom(8));
  publishedMessages = 0;
  droppedMessages = 0;
  droppedPerCommand = 0;
  private publishedBytes = 0;
  private droppedBytes = 0;
  private readonly queue: SinkQueue<Publication>;
  private readonly recordsOfPeers = new Map<number, PeerRecords>();
  private readonly ownRecords: PeerRecords;
  private readonly commands: ReadonlySet<string> | undefined;
  private dirty: PeerRecords[] = [];
  private readonly spareWriters: RecordWriter[] = [];
  private sequence = 0;

  constructor(private readonly options: RecordPublisherOptions) {
    const { commands, maxQueuedBytes } = options;
    this.commands = commands && new Set(commands);
    this.ownRecords = this.createRecords();
    this.queue = new SinkQueue<Publication>(
      { write: (publications) => this.write(publications) },
      {
        maxQueuedBytes,
        maxBatchBytes: MAX_BATCH_BYTES,
        sizeOf: (publication) => sizeOf(publication) + overheadOf(publication),
        onDropped: (publications) => {
          for (const publication of publications) this.countDropped(publication);
        },
      },
    );
  }

  addFrame(peer: ExportedPeer, frame: PassedFrame): void {
    const { commands } = this;
    const { network, payloads = true, perCommand = false } = this.options;
    if (commands !== undefined && !commands.has(network.messages.has(frame.command) ? frame.command : 'unknown'))
      return;
    const records = this.recordsOf(peer);
    records.addMessage(frame, payloads);
    if (perCommand) this.publishAlone(peer, records.subject, frame);
  }

  addExchange(peer: ExportedPeer, atMs: number, exchange: Exchange): void {
    this.recordsOf(peer).addExchange(atMs, exchange);
  }

  /** @param peer absent for an event of the monitor itself */
  addEvent(peer: ExportedPeer | undefined, atMs: number, event: RecordEvent): void {
    (peer === undefined ? this.ownRecords : this.recordsOf(peer)).addEvent(atMs, event);
  }

  /** The peer has ended. */
  forget(peer: ExportedPeer): void {
    this.recordsOfPeers.get(peer.id)?.flush();
    this.recordsOfPeers.delete(peer.id);
  }

  figures(): { publishedBytes: number; droppedBytes: number; queuedBytes: number } {
    const { droppedBytes, publishedBytes, queue } = this;
    return { publishedBytes, droppedBytes, queuedBytes: queue.figures().queuedBytes };
  }

  /** Resolves when everything is confirmed or dropped. */
  flush(): Promise<void> {
    this.flushDirty();
    return this.queue.flush();
  }

  close(): void {
    this.queue.close();
  }

  onDirty(records: PeerRecords): void {
    if (this.dirty.length === 0) queueMicrotask(() => this.flushDirty());
    this.dirty.push(records);
  }

  onComplete({ peer, subject }: PeerRecords, writer: RecordWriter, messages: number): void {
    const { instance, sequence } = this;
    const header = { instance, sequence, peer: peer === undefined ? undefined : toListPeer(peer) };
    const { bytes, records } = writer.finish(header);
    this.sequence += records;
    if (bytes.length < writer.capacity / 2) {
      // A short list must not keep a long buffer while it waits.
      this.queue.push({ subject, bytes: bytes.slice(), messages });
      this.returnWriter(writer);
    } else {
      this.queue.push({ subject, bytes, messages, writer });
    }
  }

  borrowWriter(): RecordWriter {
    return this.spareWriters.pop() ?? new RecordWriter();
  }

  private returnWriter(writer: RecordWriter): void {
    writer.reset();
    if (this.spareWriters.length < MAX_SPARE_WRITERS) this.spareWriters.push(writer);
  }

  private recordsOf(peer: ExportedPeer): PeerRecords {
    let records = this.recordsOfPeers.get(peer.id);
    if (records === undefined) {
      records = this.createRecords(peer);
      this.recordsOfPeers.set(peer.id, records);
    }
    return records;
  }

  /** @param peer absent for the records of the monitor itself */
  private createRecords(peer?: ExportedPeer): PeerRecords {
    const { monitor, network } = this.options;
    return new PeerRecords(this, network, recordSubject(network.name, monitor, peer?.id), peer);
  }

  private flushDirty(): void {
    for (const records of this.dirty.splice(0)) records.flush();
  }

  private publishAlone(peer: ExportedPeer, peerSubject: string, frame: PassedFrame): void {
    const subject = perCommandSubject(peerSubject, frame, this.options.network);
    this.queue.push({ subject, bytes: frame.payload.slice(), messages: 0, headers: messageHeaders(peer, frame) });
  }

  private async write(publications: readonly Publication[]): Promise<void> {
    const { connection, whenReady } = this.options;
    await whenReady();
    const maxBytes = connection.info?.max_payload ?? DEFAULT_MAX_PAYLOAD_BYTES;
    const tooLarge = new Set<Publication>();
    try {
      for (const publication of publications) if (!this.publish(publication, maxBytes)) tooLarge.add(publication);
      await connection.flush();
    } catch (error) {
      throw toNatsError(error, `publishing ${publications.length} messages`);
    }
    for (const publication of publications) {
      if (tooLarge.has(publication)) this.countDropped(publication);
      else this.countPublished(publication);
    }
  }

  /** Returns false for a list that the server cannot accept in any form. */
  private publish({ bytes, headers, subject }: Publication, maxBytes: number): boolean {
    const { connection } = this.options;
    if (headers !== undefined) {
      // A message that is published alone is not chunked: a reader of plain messages does not know chunks.
      if (bytes.length > maxBytes - HEADERS_BYTES) return false;
      connection.publish(subject, bytes, { headers });
      return true;
    }
    const chunks = splitIntoChunks(bytes, maxBytes);
    for (const chunk of chunks ?? []) connection.publish(subject, chunk);
    return chunks !== undefined;
  }

  private countPublished(publication: Publication): void {
    this.publishedMessages += publication.messages;
    this.publishedBytes += sizeOf(publication);
    this.release(publication);
  }

  private countDropped(publication: Publication): void {
    if (publication.headers === undefined) this.droppedMessages += publication.messages;
    else this.droppedPerCommand += 1;
    this.droppedBytes += sizeOf(publication);
    this.release(publication);
  }

  private release({ writer }: Publication): void {
    if (writer !== undefined) this.returnWriter(writer);
  }
}

/** Enough for the headers of `messageHeaders`, which count against the maximum payload. */
const HEADERS_BYTES = 1024;

function sizeOf({ bytes, subject }: Publication): number {
  return bytes.length + subject.length;
}

/** The memory that it takes in addition to its size while it waits: the rest of its writer's buffer, and objects. */
function overheadOf({ bytes, writer }: Publication): number {
  return QUEUED_LIST_BYTES + (writer === undefined ? 0 : writer.capacity - bytes.length);
}

function toListPeer({ address, direction, id, protocolVersion = 0, remote, transport }: ExportedPeer): ListPeer {
  const isReady = remote !== undefined && protocolVersion > 0;
  return { id, address, direction, protocolVersion, isReady, transport: transport?.version ?? 0 };
}
