import type { Transform } from 'node:stream';
import { lastValueFrom, map, Subject, takeUntil, type Observable } from 'rxjs';
import { show } from '../../../base/show.js';
import { invalidOption, requireInteger } from '../../../base/optionChecks.js';
import { settled } from '../../../capture/files/gunzipFile.js';
import { OutputFile } from '../../../capture/files/outputFile.js';
import { joinBytes } from '../../../codec/joinBytes.js';
import type { SinkFigures } from '../../sink/sinkQueue.js';
import { writeToSink } from '../../sink/writeToSink.js';
import { archiveHeader } from '../schema/event.js';
import { encodeValue } from '../schema/layout.js';
import type { EncodedPeerObserverEvent } from '../toPeerObserverEvents.js';
import { createZstdCompressor } from './zstdFile.js';

/** Options of `writePeerObserverArchive`. */
export interface WritePeerObserverArchiveOptions {
  /** `'zstd'` writes the form `.bin.zst`, which needs Node 22.15, 23.8 or later; `'none'` the form `.bin`. Default `'zstd'`. */
  compression?: 'zstd' | 'none' | undefined;
  /** The level of zstd, 1 to 22: higher is smaller and slower. Peer-observer's archiver has 22. Default 3. */
  level?: number | undefined;
  /** Overwrites an existing file. Default false: an existing file is an error. */
  overwrite?: boolean | undefined;
  /** The maximum size of the events that wait to be written, in bytes; beyond it new events are dropped and counted. Default 16 MiB. */
  maxQueuedBytes?: number | undefined;
  /** The time in the header, in milliseconds since 1970. Default: now. */
  createdMs?: number | undefined;
}

/** The result of `writePeerObserverArchive`. */
export interface WrittenPeerObserverArchive {
  /** The number of events in the file. */
  readonly events: number;
  /** The size of the file in bytes. */
  readonly bytes: number;
  /** Events that arrived faster than they could be written, and are not in the file. */
  readonly droppedEvents: number;
}

/**
 * Writes encoded events as an archive that peer-observer's replayer and its archive viewer read. Resolves when the source has completed.
 *
 * Subscribes synchronously, so no event is missed. Only the owner of a new file can read it. A compressed archive whose process dies ends inside
 * a block: readers get the events before it.
 *
 * Rejects with LocalProtocolError `INVALID_OPTION` and CaptureError `UNSUPPORTED` (this Node has no zstd) before it subscribes; with CaptureError
 * `FILE_EXISTS` and `FILE_FAILED`, and the error of the source. Then the source is unsubscribed and the file closed.
 *
 * @example
 * await writePeerObserverArchive('node.bin.zst', exportEvents(pool).pipe(toPeerObserverEvents()));
 */
export async function writePeerObserverArchive(
  path: string,
  event$: Observable<EncodedPeerObserverEvent>,
  options: WritePeerObserverArchiveOptions = {},
): Promise<WrittenPeerObserverArchive> {
  const { compression = 'zstd', createdMs = Date.now(), level = 3, maxQueuedBytes, overwrite = false } = options;
  if (compression !== 'zstd' && compression !== 'none') {
    invalidOption('compression', `'zstd' or 'none' expected, got ${show(compression)}`);
  }
  requireInteger('level', level, 1, 22);
  // Before the file is created: Node may have no compressor.
  const compressor = compression === 'zstd' ? createZstdCompressor(level) : undefined;
  const writer = new ArchiveWriter(OutputFile.create(path, { overwrite }), compressor);
  const failed$ = new Subject<void>();
  let failure: { readonly error: unknown } | undefined;
  const header = encodeValue(archiveHeader, { created: BigInt(Math.floor(createdMs / 1000)) });
  const opened = writer.write([delimited(header)]);
  opened.catch(fail);
  try {
    const written$ = event$.pipe(
      map(({ payload }) => delimited(payload)),
      writeToSink(
        { write: (items) => opened.then(() => writer.write(items)) },
        { maxQueuedBytes, onDropped: (_items, error) => error === undefined || fail(error.cause ?? error) },
      ),
      takeUntil(failed$),
    );
    const figures = await lastValueFrom(written$, { defaultValue: NOTHING_WRITTEN });
    if (failure === undefined) await opened;
    if (failure !== undefined) throw failure.error;
    await writer.end();
    return { events: figures.writtenItems, bytes: writer.bytes, droppedEvents: figures.droppedItems };
  } finally {
    await writer.close();
  }

  /** Ends the subscription of the source. */
  function fail(error: unknown): void {
    failure = { error };
    failed$.next();
  }
}

const NOTHING_WRITTEN: SinkFigures = {
  ...{ writtenItems: 0, writtenBytes: 0, droppedItems: 0, droppedBytes: 0, queuedBytes: 0 },
};

/** Writes bytes to a file, compressed or not. */
class ArchiveWriter {
  /** The size of the file. */
  bytes = 0;
  private readonly compressed: Uint8Array[] = [];
  private failure: Error | undefined;

  constructor(
    private readonly file: Promise<OutputFile>,
    private readonly compressor: Transform | undefined,
  ) {
    compressor
      ?.on('data', (bytes: Uint8Array) => this.compressed.push(bytes))
      .on('error', (error) => (this.failure = error));
  }

  async write(items: readonly Uint8Array[]): Promise<void> {
    const bytes = joinBytes([...items]);
    const { compressor } = this;
    if (compressor === undefined) return this.append(bytes);
    await settled(compressor, (done) => compressor.write(bytes, () => done()));
    return this.appendCompressed();
  }

  async end(): Promise<void> {
    const { compressor } = this;
    if (compressor === undefined) return;
    await settled(compressor, () => compressor.end());
    await this.appendCompressed();
  }

  async close(): Promise<void> {
    this.compressor?.destroy();
    await this.file.then((file) => file.close()).catch(() => undefined);
  }

  private async appendCompressed(): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    await this.append(joinBytes(this.compressed.splice(0)));
  }

  private async append(bytes: Uint8Array): Promise<void> {
    await (await this.file).write(bytes);
    this.bytes += bytes.length;
  }
}

/** A message after its length as a varint. */
function delimited(message: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let rest = message.length; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      length.push(rest);
      break;
    }
    length.push((rest % 128) | 128);
  }
  return joinBytes([Uint8Array.from(length), message]);
}
