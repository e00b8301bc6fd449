import { join } from 'node:path';
import type { Network } from '../../../networks/network.js';
import { ByteQueue } from '../../byteQueue.js';
import { CaptureError } from '../../captureError.js';
import type { CaptureRecord, ClosedRecord } from '../../captureRecord.js';
import { isCaptureTime } from '../../captureTime.js';
import type { ChunkReader } from '../../files/chunkReaderFile.js';
import { joinBytes } from '../../../codec/joinBytes.js';
import { LineSplitter, type Line } from '../../lineSplitter.js';
import { RawBytesDecryptor } from '../../rawBytesDecryptor.js';
import { parseRawDescription } from './rawDescription.js';

/** The files of a raw session: the times and lengths of the chunks, the bytes of each side, and a description. */
export const RAW_SESSION_FILES = ['chunks.tsv', 'dialer.bin', 'listener.bin', 'session.json'] as const;

const CHUNKS_HEADER = 'us\tfrom\tbytes';
const MAX_LINE_BYTES = 100;
/** The bound of session.json, which is read completely; those of known recorders have less than 3 kB. */
const MAX_DESCRIPTION_BYTES = 1024 * 1024;
const MAX_CHUNK_BYTES = 16 * 1024 * 1024;

/**
 * Reads a folder with all bytes of a TCP session:
 * - `dialer.bin`, `listener.bin`: the bytes that each side sent
 * - `chunks.tsv`: for each chunk its time in microseconds, the side that sent it, and its length, or `fin` when the side ends its stream
 * - `session.json`: the network's `magic`, the `recordedSide`, from whose view the records are, the `transport`, and of a session by v2 its
 *   `sharedSecret`
 *
 * The bytes of a session by transport v2 are decrypted: a record holds the packets that a chunk completes. The session opens at the first chunk. It closes at the first `fin`, which is yielded after all bytes. Memory: one chunk of at most
 * MAX_CHUNK_BYTES of each side; of a session by v2 also as RawBytesDecryptor.
 */
export async function* readRawSession(
  folder: string,
  reader: ChunkReader,
  custom: Network | undefined,
): AsyncGenerator<CaptureRecord, void> {
  const text = await readDescriptionText(join(folder, 'session.json'), reader);
  const { recordedSide, network, sharedSecret } = parseRawDescription(text, custom);
  const decryptor = sharedSecret === undefined ? undefined : new RawBytesDecryptor(network, sharedSecret);
  const sides = {
    dialer: new SideBytes(folder, 'dialer', reader),
    listener: new SideBytes(folder, 'listener', reader),
  };
  for (const name of ['chunks.tsv', 'dialer.bin', 'listener.bin']) await reader.addToTotal(join(folder, name));
  let isOpen = false;
  let lastAtMs = 0;
  let closed: ClosedRecord | undefined;
  try {
    for await (const { atMs, from, length } of chunksIn(folder, reader)) {
      if (length === 'fin') {
        closed ??= { kind: 'closed', session: 1, atMs, by: from === recordedSide ? 'local' : 'remote' };
        continue;
      }
      const bytes = await sides[from].takeChunk(length);
      lastAtMs = atMs;
      if (!isOpen) {
        const direction = recordedSide === 'dialer' ? 'outbound' : 'inbound';
        const mark = decryptor === undefined ? {} : ({ transport: 'v2', sessionId: decryptor.sessionId } as const);
        yield { kind: 'opened', session: 1, atMs, network: network.name, direction, address: '', ...mark };
        isOpen = true;
      }
      const passed = decryptor === undefined ? bytes : decryptor.push(TRANSPORT_SIDES[from], bytes);
      // A chunk of the key exchange, or a part of a packet.
      if (decryptor !== undefined && passed.length === 0) continue;
      const direction = from === recordedSide ? 'sent' : 'received';
      yield { kind: 'bytes', session: 1, atMs, direction, bytes: passed };
    }
    if (closed !== undefined) yield { ...closed, atMs: Math.max(closed.atMs, lastAtMs) };
    if (isOpen) for (const side of ['initiator', 'responder'] as const) decryptor?.end(side);
  } finally {
    await sides.dialer.close();
    await sides.listener.close();
  }
}

const TRANSPORT_SIDES = { dialer: 'initiator', listener: 'responder' } as const;

/** One line of chunks.tsv. */
interface ChunkLine {
  readonly atMs: number;
  readonly from: 'dialer' | 'listener';
  readonly length: number | 'fin';
}

async function* chunksIn(folder: string, reader: ChunkReader): AsyncGenerator<ChunkLine, void> {
  const lines = new LineSplitter(MAX_LINE_BYTES);
  for await (const chunk of reader.chunks(join(folder, 'chunks.tsv'))) {
    lines.push(chunk);
    for (let line = lines.nextLine(); line !== undefined; line = lines.nextLine()) {
      if (line.number === 1) requireHeader(line);
      else yield chunkLineIn(line);
    }
  }
  lines.end();
}

function requireHeader({ text, offset }: Line): void {
  if (text === CHUNKS_HEADER) return;
  const fact = `chunks.tsv does not begin with the line ${JSON.stringify(CHUNKS_HEADER)}`;
  throw new CaptureError('UNKNOWN_FORMAT', fact, offset);
}

function chunkLineIn({ text, number, offset }: Line): ChunkLine {
  const [us, from, bytes, ...rest] = text.split('\t');
  const atMs = Number(us) / 1000;
  const length = bytes === 'fin' ? bytes : lengthIn(bytes);
  const isChunkLine = us !== '' && isCaptureTime(atMs) && length !== undefined && rest.length === 0;
  if (!isChunkLine || (from !== 'dialer' && from !== 'listener')) {
    throw new CaptureError(
      'MALFORMED',
      `chunks.tsv: line ${number} is not the time, side and length of a chunk`,
      offset,
    );
  }
  return { atMs, from, length };
}

function lengthIn(text: string | undefined): number | undefined {
  const length = Number(text);
  return text !== '' && Number.isInteger(length) && length >= 0 && length <= MAX_CHUNK_BYTES ? length : undefined;
}

/** The bytes of one side, which are read when the chunks need them. */
class SideBytes {
  private readonly queue = new ByteQueue();
  private readonly chunks: AsyncGenerator<Uint8Array, void>;

  constructor(
    folder: string,
    private readonly name: string,
    reader: ChunkReader,
  ) {
    this.chunks = reader.chunks(join(folder, `${name}.bin`));
  }

  async takeChunk(length: number): Promise<Uint8Array> {
    while (this.queue.queuedBytes < length) {
      const { value, done } = await this.chunks.next();
      if (done === true) throw new CaptureError('TRUNCATED', `${this.name}.bin ends inside a chunk`, this.queue.offset);
      this.queue.push(value);
    }
    return Uint8Array.from(this.queue.takeBytes(length)!);
  }

  async close(): Promise<void> {
    await this.chunks.return();
  }
}

async function readDescriptionText(path: string, reader: ChunkReader): Promise<string> {
  await reader.addToTotal(path);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of reader.chunks(path)) {
    bytes += chunk.length;
    if (bytes > MAX_DESCRIPTION_BYTES) {
      throw new CaptureError('LIMIT_EXCEEDED', `session.json has more than ${MAX_DESCRIPTION_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return new TextDecoder().decode(joinBytes(chunks));
}
