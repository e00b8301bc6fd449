// Who decodes: each reads all chunks and gives the number of messages that it has handed out.

/**
 * @typedef {object} Candidate
 * @property {string} label
 * @property {string} does what of a message is made, in a few words
 * @property {readonly string[]} streams those that it can read
 * @property {() => Promise<(chunks: Iterable<Uint8Array>) => number | Promise<number>>} load
 */

const ALL = ['relay', 'legacy', 'blocks', 'headers', 'small'];

/** @type {Record<string, Candidate>} */
export const CANDIDATES = {
  rxpeer: {
    label: 'rxpeer',
    does: 'decodeMessages into a Subject a command, each with a subscriber; every message checked to its last byte, its list made when it is read',
    streams: ALL,
    load: async () => (await import('./rxpeer.mjs')).reading(),
  },
  rxpeerMaterialised: {
    label: 'rxpeer, all made',
    does: 'the same, and each subscriber reads the list, transaction or block: every hash a string, every script a copy',
    streams: ALL,
    load: async () => (await import('./rxpeer.mjs')).materialising(),
  },
  bsvP2p: {
    label: 'bsv-p2p 2.0.1',
    does: 'its data handler with a listener on every event; hashes as views, scripts as views; addrv2, getheaders and cmpctblock are not decoded; the merkle root is not checked',
    streams: ALL,
    load: async () => (await import('./bsvP2p.mjs')).reading(),
  },
  bitcoinProtocol: {
    label: 'bitcoin-protocol 4.1.3',
    does: 'its decode stream; hashes as views, scripts as views; neither addrv2 nor witnesses',
    streams: ['legacy', 'headers', 'small'],
    load: async () => (await import('./bitcoinProtocol.mjs')).reading(),
  },
  framing: {
    label: 'floor: framing',
    does: 'finds the frames, looks at nothing in them',
    streams: ALL,
    load: async () => (await import('./floors.mjs')).framing(),
  },
  hashing: {
    label: 'floor: framing and hash',
    does: 'the same, and sha256 twice by crypto.hash where the runtime has it, else createHash: the plainest checksum',
    streams: ALL,
    load: async () => (await import('./floors.mjs')).hashing(),
  },
};
