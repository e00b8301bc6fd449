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

/** The first line of a table of frames. */
export const FRAME_TABLE_HEADER = 'ms\tdirection\tcommand\tframe';

/** The bound of a line: the largest frame of a known network in hex, and room for the other columns. */
const MAX_LINE_BYTES = 2 * (HEADER_BYTES + LBRY_LIMITS.maxPayloadBytes) + 100;

/**
 * Decodes a table of frames (`.tsv`): a header line, then one line for each frame with its time in milliseconds, direction, command, and all
 * of its bytes in hex, separated by tabs.
 *
 * A table is one session. The side that sent the first frame is taken for the dialling one. Times are passed on unchanged, from any clock.
 * The magic of the first frame determines the network.
 *
 * States: awaiting the header line; awaiting the first frame (`hasHeader`), which yields `opened` first and waits in `firstFrame` meanwhile;
 * decoding frames (`isOpen`). Memory: one line.
 */
export class FrameTableDecoder implements CaptureDecoder {
  private readonly lines = new LineSplitter(MAX_LINE_BYTES);
  private hasHeader = false;
  private firstFrame: BytesRecord | undefined;
  private isOpen = false;

  /** @param network takes precedence over the library's networks if the first frame has its magic */
  constructor(private readonly network?: Network) {}

  push(chunk: Uint8Array): void {
    this.lines.push(chunk);
  }

  next(): CaptureRecord | undefined {
    const record = this.firstFrame ?? this.nextFrame();
    this.firstFrame = undefined;
    if (record === undefined || this.isOpen) return record;
    this.isOpen = true;
    this.firstFrame = record;
    return this.opened(record);
  }

  end(): void {
    this.lines.end();
  }

  private nextFrame(): BytesRecord | undefined {
    for (let line = this.lines.nextLine(); line !== undefined; line = this.lines.nextLine()) {
      if (this.hasHeader) return frameIn(line);
      if (line.text !== FRAME_TABLE_HEADER)
        throw lineError('UNKNOWN_FORMAT', line, 'is not the header of a table of frames');
      this.hasHeader = true;
    }
    return undefined;
  }

  private opened({ session, atMs, direction, bytes }: BytesRecord): CaptureRecord {
    const magic = u32leAt(bytes, 0);
    const network = this.network?.magic === magic ? this.network : knownNetworkByMagic(magic);
    if (network === undefined) {
      throw new CaptureError('NETWORK_UNKNOWN', `no known network has the magic 0x${magic.toString(16)}`);
    }
    const dialDirection = direction === 'sent' ? 'outbound' : 'inbound';
    return { kind: 'opened', session, atMs, network: network.name, direction: dialDirection, address: '' };
  }
}

function frameIn(line: Line): BytesRecord {
  const [ms, direction, , hex, ...rest] = line.text.split('\t');
  const atMs = Number(ms);
  if (ms === '' || !isCaptureTime(atMs))
    throw lineError('MALFORMED', line, 'does not begin with a time that a Date can hold');
  if (direction !== 'received' && direction !== 'sent')
    throw lineError('MALFORMED', line, 'has no direction, sent or received');
  const bytes = bytesIn(hex ?? '');
  const isOneFrame =
    bytes !== undefined && bytes.length >= HEADER_BYTES && bytes.length === HEADER_BYTES + u32leAt(bytes, 16);
  if (!isOneFrame || rest.length > 0) throw lineError('MALFORMED', line, 'does not hold exactly one complete frame');
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

function lineError(code: CaptureErrorCode, { number, offset }: Line, fact: string): CaptureError {
  return new CaptureError(code, `line ${number} ${fact}`, offset);
}
