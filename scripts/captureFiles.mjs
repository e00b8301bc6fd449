// Reads a folder of recordings, file by file: Bitcoin Core's -capturemessages files (.dat), tables of frames (.tsv), .rxcap, pcap.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** @import { CaptureLibrary, Captures } from './captureFiles.mjs' */

/**
 * All messages in the recordings under this folder, in the order of the files' names; what could not be read stands in `faults`, and
 * what is before it is kept.
 *
 * @param {string} folder
 * @param {CaptureLibrary} library built, or as its source
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
  let record = 0;
  let network = '';
  /** @type {Map<number, number>} By session. */
  const versions = new Map();
  try {
    // Core's files do not tell their network.
    for await (const each of readCaptureFile(join(folder, file), { network: bitcoin.regtest, onFault })) {
      if (each.kind === 'opened') {
        network = each.network;
        versions.delete(each.session);
      }
      for (const frame of frames.push(each)) {
        messages.push({ ...frame, file, record: record++, network, protocolVersion: versions.get(frame.session) });
        if (frame.command === 'version' && frame.payload.length >= 4) {
          versions.set(frame.session, Math.min(versions.get(frame.session) ?? Infinity, versionIn(frame.payload)));
        }
      }
    }
    frames.end();
    files.push(file);
  } catch (error) {
    // Other tables, as that of the pieces of a raw session, are .tsv, too.
    if (error.code === 'UNKNOWN_FORMAT' && file.endsWith('.tsv')) return;
    if (error.name !== 'CaptureError') throw error;
    files.push(file);
    onFault(error);
  }
}

/**
 * The protocol version that a version message begins with.
 *
 * @param {Uint8Array} payload
 */
function versionIn(payload) {
  return new DataView(payload.buffer, payload.byteOffset, payload.byteLength).getInt32(0, true);
}
