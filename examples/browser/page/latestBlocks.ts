import { concat, defer, EMPTY, map, of, switchMap, tap, type Observable } from 'rxjs';
import type { Network, ReadyPeer } from 'rxpeer';
import type { ChainBlock, HeaderChain } from './headerChain.js';
import { toShownContents, type ShownContents } from './shownBlock.js';

/** One row of the table. */
export interface BlockRow extends ChainBlock {
  /** Undefined until the block has arrived. */
  readonly contents: ShownContents | undefined;
}

/** The number of blocks in the table. The contents of other blocks are dropped. */
export const SHOWN_BLOCKS = 10;

/**
 * The latest blocks: their headers at once, then the contents as they arrive. A new chain cancels the requests for the previous one.
 *
 *     chain$            c--------d-----
 *     latestBlocks(…)   r-r-r-r--r-r---     r the rows, the highest block first
 *
 * Errors with the error of the request.
 */
export function latestBlocks(
  peer: ReadyPeer,
  network: Network,
  chain$: Observable<HeaderChain>,
): Observable<BlockRow[]> {
  return defer(() => {
    let contentsOf = new Map<string, ShownContents>();
    return chain$.pipe(
      map((chain) => chain.latest(SHOWN_BLOCKS)),
      switchMap((blocks) => {
        const hashes = blocks.map(({ hash }) => hash);
        contentsOf = new Map([...contentsOf].filter(([hash]) => hashes.includes(hash)));
        const rows = (): BlockRow[] => blocks.map((block) => ({ ...block, contents: contentsOf.get(block.hash) }));
        const missing = hashes.filter((hash) => !contentsOf.has(hash));
        const arrived$ = missing.length === 0 ? EMPTY : peer.request.blocks(missing, { witness: true });
        return concat(
          of(rows()),
          arrived$.pipe(
            tap((answer) => {
              if (answer.found) contentsOf.set(answer.hash, toShownContents(answer.block, network));
            }),
            map(rows),
          ),
        );
      }),
    );
  });
}
