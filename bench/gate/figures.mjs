/**
 * What the gate holds: what of ours, on which stream, in chunks of how many bytes, against which floors. A figure that hashes has a floor that
 * hashes, one that makes strings and objects one that makes those: a neighbour slows the one and the other differently.
 *
 * `collects`: each slice begins after a collection, which is not counted. Blocks are so large that one falls into a slice or not, which made them
 * vary by half; elsewhere it would only hide what gets dearer, since the code after a collection is not as fast (headers made with a
 * quarter more work: 4 % with it, 39 % without).
 *
 * @type {Record<string, { candidate: string, stream: string, chunkBytes?: number, floors: string[], isShort?: boolean, collects?: boolean }>}
 */
export const FIGURES = {
  relay: { candidate: 'unread', stream: 'relay', floors: ['hash', 'make'], isShort: true },
  relayMade: { candidate: 'made', stream: 'relay', floors: ['hash', 'make'], isShort: true },
  small: { candidate: 'unread', stream: 'small', floors: ['hash', 'make'], isShort: true },
  headersMade: {
    candidate: 'made',
    stream: 'headers',
    floors: ['hash', 'make', 'plumb'],
    isShort: true,
  },
  blocks: { candidate: 'unread', stream: 'blocks', floors: ['hash', 'make'], collects: true },
  blocksMade: { candidate: 'made', stream: 'blocks', floors: ['hash', 'make'], collects: true },
  // The cost of a byte must not rise where they come one by one, nor where many come at once.
  relayInLargeChunks: { candidate: 'unread', stream: 'relay', chunkBytes: 1_048_576, floors: ['hash', 'make'] },
  blocksInSmallChunks: {
    candidate: 'unread',
    stream: 'blocks',
    chunkBytes: 64,
    floors: ['hash', 'make'],
    collects: true,
  },
  // A peer as a whole.
  peer: { candidate: 'peer', stream: 'small', floors: ['crypto', 'make'], isShort: true },
  handshakes: { candidate: 'handshakes', stream: 'small', floors: ['hash', 'make', 'plumb'], isShort: true },
  encodePong: { candidate: 'encodePong', stream: 'small', floors: ['crypto', 'make'] },
};
