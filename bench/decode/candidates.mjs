// The decoders that are compared. Each one reads all chunks and returns the number of messages that it has emitted.

/**
 * @typedef {object} Candidate
 * @property {string} label
 * @property {string} does what it decodes, in a few words
 * @property {readonly string[]} streams the streams that it can read
 * @property {() => Promise<(chunks: Iterable<Uint8Array>) => number | Promise<number>>} load
 */

const ALL = ['relay', 'legacy', 'blocks', 'headers', 'small'];

/** @type {Record<string, Candidate>} */
export const CANDIDATES = {
  rxpeerUnread: {
    label: 'rxpeer, unread',
    does: 'decodeMessages into one Subject per command, each with a subscriber that reads no field; every message is validated completely, its list is decoded when the field is read',
    streams: ALL,
    load: () => decodeWith('rxpeerUnread'),
  },
  rxpeerReadAll: {
    label: 'rxpeer, all read',
    does: 'the same, but each subscriber reads the list, transaction or block: every hash is a string, every script is a copy',
    streams: ALL,
    load: () => decodeWith('rxpeerReadAll'),
  },
  bsvP2p: {
    label: 'bsv-p2p 2.0.1',
    does: 'its data handler with a listener for every event; hashes and scripts are views of the input; addrv2, getheaders and cmpctblock are not decoded; the merkle root is not verified',
    streams: ALL,
    load: async () => (await import('./bsvP2p.mjs')).createDecode(),
  },
  bitcoinProtocol: {
    label: 'bitcoin-protocol 4.1.3',
    does: 'its decode stream; hashes and scripts are views of the input; decodes neither addrv2 nor witnesses',
    streams: ['legacy', 'headers', 'small'],
    load: async () => (await import('./bitcoinProtocol.mjs')).createDecode(),
  },
  framing: {
    label: 'floor: framing',
    does: 'finds the frames and reads nothing in their payloads',
    streams: ALL,
    load: async () => (await import('./floors.mjs')).createFraming(),
  },
  hashing: {
    label: 'floor: framing and hash',
    does: 'finds the frames and verifies checksums by two SHA-256 digests: crypto.hash if the runtime has it, else createHash',
    streams: ALL,
    load: async () => (await import('./floors.mjs')).createHashing(),
  },
};

async function decodeWith(reader) {
  const { decodeAll, READERS } = await import('./rxpeer.mjs');
  return (chunks) => decodeAll(chunks, READERS[reader]);
}
