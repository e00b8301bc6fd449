// Reads a folder of captures: Bitcoin Core's -capturemessages files (msgs_recv.dat, msgs_sent.dat) and tables of frames (.tsv).
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { TextDecoder, TextEncoder } from 'node:util';

/** @import { Captures, CapturedMessage } from './captureFiles.mjs' */

/**
 * All messages in the capture files under this folder, in the order of the files' names; what could not be read stands in
 * `faults`, and the records before it are kept.
 *
 * @param {string} folder
 * @returns {Captures}
 */
export function readCaptures(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isCapture).sort();
  /** @type {Captures} */
  const captures = { files: [], messages: [], faults: [] };
  for (const file of names) {
    const bytes = Uint8Array.from(readFileSync(join(folder, file)));
    if (file.endsWith('.tsv') && !isTableOfFrames(bytes)) continue;
    const { messages, fault } = file.endsWith('.dat') ? readRecords(bytes, file) : readTable(bytes, file);
    captures.files.push(file);
    for (const message of messages) captures.messages.push(message);
    if (fault !== undefined) captures.faults.push(`${file}: ${fault}`);
  }
  return captures;
}

/**
 * Bitcoin Core's records (net.cpp, CaptureMessageToFile): int64 microseconds, 12 bytes of type, uint32 length, payload; all
 * little-endian. A node that was killed leaves its last record cut.
 *
 * @param {Uint8Array} bytes
 * @param {string} file
 * @returns {{ messages: CapturedMessage[], fault?: string }}
 */
export function readRecords(bytes, file) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const direction = basename(file).includes('sent') ? 'sent' : 'received';
  /** @type {CapturedMessage[]} */
  const messages = [];
  for (let offset = 0; offset < bytes.length;) {
    const payloadStart = offset + RECORD_HEADER_BYTES;
    const end = payloadStart <= bytes.length ? payloadStart + view.getUint32(offset + 20, true) : Infinity;
    if (end > bytes.length) return { messages, fault: `record ${messages.length} at byte ${offset} is cut short` };
    const command = commandIn(bytes.subarray(offset + 8, offset + 20));
    const payload = bytes.subarray(payloadStart, end);
    messages.push({ file, record: messages.length, direction, command, payload });
    offset = end;
  }
  return { messages };
}

/**
 * Lines of ms, direction, command and the whole frame in hex, separated by tabs, below a line that says so.
 *
 * @param {Uint8Array} bytes
 * @param {string} file
 * @returns {{ messages: CapturedMessage[], fault?: string }}
 */
export function readTable(bytes, file) {
  const [, ...lines] = new TextDecoder().decode(bytes).split('\n');
  /** @type {CapturedMessage[]} */
  const messages = [];
  for (const [i, line] of lines.entries()) {
    if (line === '') continue;
    const frame = frameIn(line.split('\t')[3]);
    if (frame === undefined) return { messages, fault: `line ${i + 2} holds no whole frame` };
    const direction = line.split('\t')[1] === 'sent' ? 'sent' : 'received';
    const command = commandIn(frame.subarray(4, 16));
    messages.push({ file, record: messages.length, direction, command, payload: frame.subarray(HEADER_BYTES), frame });
  }
  return { messages };
}

/**
 * The frames of one side of a v1 session, every byte of it.
 *
 * @param {Uint8Array} bytes
 * @param {string} file
 * @returns {{ messages: CapturedMessage[], fault?: string }}
 */
export function readStream(bytes, file) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const direction = basename(file).startsWith('dialer') ? 'sent' : 'received';
  /** @type {CapturedMessage[]} */
  const messages = [];
  for (let offset = 0; offset < bytes.length;) {
    const payloadStart = offset + HEADER_BYTES;
    const end = payloadStart <= bytes.length ? payloadStart + view.getUint32(offset + 16, true) : Infinity;
    if (end > bytes.length) return { messages, fault: `frame ${messages.length} at byte ${offset} is cut short` };
    const command = commandIn(bytes.subarray(offset + 4, offset + 16));
    const frame = bytes.subarray(offset, end);
    messages.push({ file, record: messages.length, direction, command, payload: frame.subarray(HEADER_BYTES), frame });
    offset = end;
  }
  return { messages };
}

const RECORD_HEADER_BYTES = 24;
const HEADER_BYTES = 24;
const TABLE_HEAD = new TextEncoder().encode('ms\tdirection\tcommand\tframe\n');

/** @param {string} file */
function isCapture(file) {
  return /^msgs_.*\.dat$/.test(basename(file)) || file.endsWith('.tsv');
}

/** @param {Uint8Array} bytes */
function isTableOfFrames(bytes) {
  return TABLE_HEAD.every((code, i) => bytes[i] === code);
}

/** @param {Uint8Array} bytes */
function commandIn(bytes) {
  return new TextDecoder('latin1').decode(bytes).replace(/\0+$/, '');
}

/** @param {string | undefined} hex */
function frameIn(hex) {
  if (hex === undefined || hex.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(hex)) return undefined;
  const frame = Uint8Array.from(Buffer.from(hex, 'hex'));
  if (frame.length < HEADER_BYTES) return undefined;
  return frame.length === HEADER_BYTES + new DataView(frame.buffer).getUint32(16, true) ? frame : undefined;
}
