// Reads all recordings in a folder: Bitcoin Core's -capturemessages files (.dat), tables of frames (.tsv), .rxcap, .pcap, .pcapng.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** @import { CaptureLibrary, Captures } from './captureFiles.mjs' */

/**
 * Returns all messages of the recordings in this folder and its subfolders, sorted by path. Errors in the recordings are listed in `faults`; the
 * messages before an error are returned.
 *
 * @param {string} folder
 * @param {CaptureLibrary} library the built package, or its source files
 * @returns {Promise<Captures>}
 */
export async function readCaptures(folder, library) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  /** @type {Captures} */
  const captures = { files: [], messages: [], faults: [] };
  for (const file of names.filter((name) => /\.(dat|tsv|rxcap|pcap|pcapng)(\.gz)?$/.test(name)).sort()) {
    await readInto(captures, folder, file, library);
  }
  return captures;
}

/**
 * @param {Captures} captures
 * @param {string} folder
 * @param {string} file
 * @param {CaptureLibrary} library
 */
async function readInto({ files, messages, faults }, folder, file, { readCaptureFile, CaptureFrameDecoder, bitcoin }) {
  const onFault = (/** @type {Error} */ error) => faults.push(`${file}: ${error.message}`);
  const frames = new CaptureFrameDecoder({ onFault });
  let index = 0;
  let network = '';
  /** @type {Map<number, number>} The lowest version so far, by session. */
  const versions = new Map();
  try {
    // Bitcoin Core's files do not name their network.
    for await (const record of readCaptureFile(join(folder, file), { network: bitcoin.regtest, onFault })) {
      if (record.kind === 'opened') {
        network = record.network;
        versions.delete(record.session);
      }
      for (const frame of frames.push(record)) {
        messages.push({ ...frame, file, index: index++, network, protocolVersion: versions.get(frame.session) });
        if (frame.command === 'version' && frame.payload.length >= 4) {
          versions.set(frame.session, Math.min(versions.get(frame.session) ?? Infinity, versionIn(frame.payload)));
        }
      }
    }
    frames.end();
    files.push(file);
  } catch (error) {
    // Other tables, such as chunks.tsv of a raw session, are .tsv files too.
    if (error.code === 'UNKNOWN_FORMAT' && file.endsWith('.tsv')) return;
    if (error.name !== 'CaptureError') throw error;
    files.push(file);
    onFault(error);
  }
}

/**
 * The protocol version, the first field of a version message.
 *
 * @param {Uint8Array} payload
 */
function versionIn(payload) {
  return new DataView(payload.buffer, payload.byteOffset, payload.byteLength).getInt32(0, true);
}
