import { join } from 'node:path';
import { fromHex } from '../../../codec/hex.js';
import { u32leAt } from '../../../codec/numbersAt.js';
import type { Network } from '../../../networks/network.js';
import { ByteQueue } from '../../byteQueue.js';
import { CaptureError } from '../../captureError.js';
import type { CaptureRecord, ClosedRecord } from '../../captureRecord.js';
import { isCaptureTime } from '../../captureTime.js';
import type { ChunkReader } from '../../files/chunkReaderFile.js';
import { joinBytes } from '../../../codec/joinBytes.js';
import { LineSplitter, type Line } from '../../lineSplitter.js';
import { knownNetworkByMagic } from '../../captureNetwork.js';

/** The files of such a folder: what each side said, when in which pieces, and what the session is. */
export const RAW_SESSION_FILES = ['chunks.tsv', 'dialer.bin', 'listener.bin', 'session.json'] as const;

const CHUNKS_HEAD = 'us\tfrom\tbytes';
const MAX_LINE_BYTES = 100;
/** Of session.json, which is read whole; those of known recorders have less than 3 kB. */
const MAX_DESCRIPTION_BYTES = 1024 * 1024;
const MAX_CHUNK_BYTES = 16 * 1024 * 1024;

/**
 * Reads a folder with every byte of a TCP session: `dialer.bin` and `listener.bin` have the bytes of either side, `chunks.tsv`
 * the microsecond, side and length of each piece (`fin` where the side has no more), `session.json` the network's magic and
 * whose recording it is (`recordedSide`).
 */
export async function* readRawSession(
  folder: string,
  reader: ChunkReader,
  own: Network | undefined,
): AsyncGenerator<CaptureRecord, void> {
  const { recordedSide, network } = await describe(folder, reader, own);
  const sides = { dialer: new Side(folder, 'dialer', reader), listener: new Side(folder, 'listener', reader) };
  for (const name of ['chunks.tsv', 'dialer.bin', 'listener.bin']) await reader.addToTotal(join(folder, name));
  let isOpen = false;
  let lastAtMs = 0;
  let ending: ClosedRecord | undefined;
  try {
    for await (const { atMs, from, length } of piecesIn(folder, reader)) {
      if (length === 'fin') {
        ending ??= { kind: 'closed', session: 1, atMs, by: from === recordedSide ? 'local' : 'remote' };
        continue;
      }
      const bytes = await sides[from].take(length);
      lastAtMs = atMs;
      if (!isOpen) {
        const direction = recordedSide === 'dialer' ? 'outbound' : 'inbound';
        yield { kind: 'opened', session: 1, atMs, network: network.name, direction, address: '' };
        isOpen = true;
      }
      yield { kind: 'bytes', session: 1, atMs, direction: from === recordedSide ? 'sent' : 'received', bytes };
    }
    if (ending !== undefined) yield { ...ending, atMs: Math.max(ending.atMs, lastAtMs) };
  } finally {
    await sides.dialer.close();
    await sides.listener.close();
  }
}

interface Piece {
  readonly atMs: number;
  readonly from: 'dialer' | 'listener';
  readonly length: number | 'fin';
}

async function* piecesIn(folder: string, reader: ChunkReader): AsyncGenerator<Piece, void> {
  const lines = new LineSplitter(MAX_LINE_BYTES);
  for await (const chunk of reader.chunks(join(folder, 'chunks.tsv'))) {
    lines.push(chunk);
    for (let line = lines.nextLine(); line !== undefined; line = lines.nextLine()) {
      if (line.number === 1) requireHead(line);
      else yield pieceIn(line);
    }
  }
  lines.end();
}

function requireHead({ text, offset }: Line): void {
  if (text !== CHUNKS_HEAD) throw new CaptureError('UNKNOWN_FORMAT', 'chunks.tsv has another head', offset);
}

function pieceIn({ text, number, offset }: Line): Piece {
  const [us, from, bytes, ...rest] = text.split('\t');
  const atMs = Number(us) / 1000;
  const length = bytes === 'fin' ? bytes : lengthIn(bytes);
  const isPiece = us !== '' && isCaptureTime(atMs) && length !== undefined && rest.length === 0;
  if (!isPiece || (from !== 'dialer' && from !== 'listener')) {
    throw new CaptureError('MALFORMED', `chunks.tsv: line ${number} has no time, side and length of a piece`, offset);
  }
  return { atMs, from, length };
}

function lengthIn(text: string | undefined): number | undefined {
  const length = Number(text);
  return text !== '' && Number.isInteger(length) && length >= 0 && length <= MAX_CHUNK_BYTES ? length : undefined;
}

/** The bytes of one side. */
class Side {
  private readonly queue = new ByteQueue();
  private readonly chunks: AsyncGenerator<Uint8Array, void>;

  constructor(
    folder: string,
    private readonly name: string,
    reader: ChunkReader,
  ) {
    this.chunks = reader.chunks(join(folder, `${name}.bin`));
  }

  async take(length: number): Promise<Uint8Array> {
    while (this.queue.queuedBytes < length) {
      const { value, done } = await this.chunks.next();
      if (done === true) throw new CaptureError('TRUNCATED', `${this.name}.bin ends inside a piece`, this.queue.offset);
      this.queue.push(value);
    }
    return Uint8Array.from(this.queue.takeBytes(length)!);
  }

  async close(): Promise<void> {
    await this.chunks.return();
  }
}

async function describe(
  folder: string,
  reader: ChunkReader,
  own: Network | undefined,
): Promise<{ recordedSide: Piece['from']; network: Network }> {
  const { recordedSide, magic } = parse(await readDescription(join(folder, 'session.json'), reader));
  const value = u32leAt(fromHex(magic), 0);
  const network = own?.magic === value ? own : knownNetworkByMagic(value);
  if (network === undefined) throw new CaptureError('NETWORK_UNKNOWN', `no network is known whose magic is ${magic}`);
  return { recordedSide, network };
}

async function readDescription(path: string, reader: ChunkReader): Promise<string> {
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

function parse(text: string): { recordedSide: Piece['from']; magic: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CaptureError('MALFORMED', 'session.json is no JSON', undefined, { cause: error });
  }
  const { recordedSide, magic } = (value ?? {}) as Record<string, unknown>;
  if (
    (recordedSide !== 'dialer' && recordedSide !== 'listener') ||
    typeof magic !== 'string' ||
    !/^[0-9a-f]{8}$/i.test(magic)
  ) {
    throw new CaptureError(
      'MALFORMED',
      'session.json holds no recordedSide, dialer or listener, and no magic of 8 hex digits',
    );
  }
  return { recordedSide, magic };
}
