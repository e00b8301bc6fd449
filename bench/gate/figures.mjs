/**
 * The figures of the gate: which part of rxpeer, on which stream, in chunks of how many bytes, compared with which floors. A figure that hashes
 * has a floor that hashes, and a figure that allocates strings and objects has a floor that does: other load slows the two kinds differently.
 *
 * `collects`: a collection, which is not counted, precedes each slice. Blocks are so large that a slice contains a collection or does not, which
 * made their figures vary by 50 %. The other figures do without it, because it hides regressions: code runs slower right after a collection
 * (headers with 25 % more work: a rise of 4 % with collections, 39 % without).
 *
 * `warmUpPasses`: passes of rxpeer before the first turn. A handshake runs much code a few times: after six turns most of it was not compiled
 * yet, and the figure was 10.6 on one machine and 11.1 to 14.2 on another. With these passes it is 4.3 to 4.5 (medians of 7 rounds).
 *
 * @type {Record<string, { candidate: string, stream: string, chunkBytes?: number, floors: string[], isShort?: boolean, collects?: boolean, warmUpPasses?: number }>}
 */
export const FIGURES = {
  relay: { candidate: 'unread', stream: 'relay', floors: ['hash', 'allocate'], isShort: true },
  relayReadAll: { candidate: 'readAll', stream: 'relay', floors: ['hash', 'allocate'], isShort: true },
  small: { candidate: 'unread', stream: 'small', floors: ['hash', 'allocate'], isShort: true },
  headersReadAll: {
    candidate: 'readAll',
    stream: 'headers',
    floors: ['hash', 'allocate', 'rxjs'],
    isShort: true,
  },
  blocks: { candidate: 'unread', stream: 'blocks', floors: ['hash', 'allocate'], collects: true },
  blocksReadAll: { candidate: 'readAll', stream: 'blocks', floors: ['hash', 'allocate'], collects: true },
  // The cost per byte must rise neither with small chunks nor with large ones.
  relayInLargeChunks: { candidate: 'unread', stream: 'relay', chunkBytes: 1_048_576, floors: ['hash', 'allocate'] },
  blocksInSmallChunks: {
    candidate: 'unread',
    stream: 'blocks',
    chunkBytes: 64,
    floors: ['hash', 'allocate'],
    collects: true,
  },
  // A complete peer.
  peer: { candidate: 'peer', stream: 'small', floors: ['crypto', 'allocate'], isShort: true },
  handshakes: {
    candidate: 'handshakes',
    stream: 'small',
    floors: ['hash', 'allocate', 'rxjs'],
    isShort: true,
    warmUpPasses: 200,
  },
  encodePong: { candidate: 'encodePong', stream: 'small', floors: ['crypto', 'allocate'] },
};
