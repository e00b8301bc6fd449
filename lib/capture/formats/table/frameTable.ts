import { fromHex } from '../../../codec/hex.js';
import { LocalProtocolError } from '../../../base/errors.js';
import { u32leAt } from '../../../codec/numbersAt.js';
import { HEADER_BYTES } from '../../../frame/header.js';
import { LBRY_LIMITS } from '../../../messages/limits.js';
import type { Network } from '../../../networks/network.js';
import type { CaptureDecoder } from '../../captureDecoder.js';
import { CaptureError, type CaptureErrorCode } from '../../captureError.js';
import type { BytesRecord, CaptureRecord } from '../../captureRecord.js';
import { isCaptureTime } from '../../captureTime.js';
import { LineSplitter, type Line } from '../../lineSplitter.js';
import { knownNetworkByMagic } from '../../captureNetwork.js';

/** What a table of frames begins with. */
export const FRAME_TABLE_HEADER = 'ms\tdirection\tcommand\tframe';

/** Of one line: the largest frame of a known network in hex, and room for the other columns. */
const MAX_LINE_BYTES = 2 * (HEADER_BYTES + LBRY_LIMITS.maxPayloadBytes) + 100;

/**
 * Reads a table of frames, `.tsv`: below its head a line for each, of milliseconds, direction, command and the frame in hex.
 *
 * It is one session, and who speaks first has dialled. The clock is the table's own; the network is the one of the first frame's
 * magic. Holds one line.
 */
export class FrameTableDecoder implements CaptureDecoder {
  private readonly lines = new LineSplitter(MAX_LINE_BYTES);
  private isBegun = false;
  private waiting: BytesRecord | undefined;
  private isOpen = false;

  /** @param network is taken where the first frame has its magic */
  constructor(private readonly network?: Network) {}

  push(chunk: Uint8Array): void {
    this.lines.push(chunk);
  }

  next(): CaptureRecord | undefined {
    const record = this.waiting ?? this.nextFrame();
    this.waiting = undefined;
    if (record === undefined || this.isOpen) return record;
    this.isOpen = true;
    this.waiting = record;
    return this.opened(record);
  }

  end(): void {
    this.lines.end();
  }

  private nextFrame(): BytesRecord | undefined {
    for (let line = this.lines.nextLine(); line !== undefined; line = this.lines.nextLine()) {
      if (this.isBegun) return frameIn(line);
      if (line.text !== FRAME_TABLE_HEADER) throw error('UNKNOWN_FORMAT', line, 'is not the head of a table of frames');
      this.isBegun = true;
    }
    return undefined;
  }

  private opened({ session, atMs, direction, bytes }: BytesRecord): CaptureRecord {
    const magic = u32leAt(bytes, 0);
    const network = this.network?.magic === magic ? this.network : knownNetworkByMagic(magic);
    if (network === undefined) {
      throw new CaptureError('NETWORK_UNKNOWN', `no network is known whose magic is 0x${magic.toString(16)}`);
    }
    const dialled = direction === 'sent' ? 'outbound' : 'inbound';
    return { kind: 'opened', session, atMs, network: network.name, direction: dialled, address: '' };
  }
}

function frameIn(line: Line): BytesRecord {
  const [ms, direction, , hex, ...rest] = line.text.split('\t');
  const atMs = Number(ms);
  if (ms === '' || !isCaptureTime(atMs)) throw error('MALFORMED', line, 'begins with no time that a Date can hold');
  if (direction !== 'received' && direction !== 'sent') throw error('MALFORMED', line, 'has no direction');
  const bytes = bytesIn(hex ?? '');
  const isWhole =
    bytes !== undefined && bytes.length >= HEADER_BYTES && bytes.length === HEADER_BYTES + u32leAt(bytes, 16);
  if (!isWhole || rest.length > 0) throw error('MALFORMED', line, 'holds no whole frame');
  return { kind: 'bytes', session: 1, atMs, direction, bytes };
}

function bytesIn(hex: string): Uint8Array | undefined {
  try {
    return fromHex(hex);
  } catch (reason) {
    if (reason instanceof LocalProtocolError) return undefined;
    throw reason;
  }
}

function error(code: CaptureErrorCode, { number, offset }: Line, fact: string): CaptureError {
  return new CaptureError(code, `line ${number} ${fact}`, offset);
}
