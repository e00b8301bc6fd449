import type { BestHeightState } from '../../../protocol/bestHeightState.js';
import { hrefOf } from '../../state/route.js';
import * as format from '../../parts/format.js';
import { countOf, DISAGREEING } from './attentionItems.js';
import { Tile } from './tile.js';

/** The best height, as far as independent peers support it, and how many peers disagree. */
export function HeightTile({ state }: { readonly state: BestHeightState }) {
  const { disagreeing, height, isOnePeersWord, support } = state;
  return (
    <Tile
      name="Best height"
      explanation="The highest height that at least two independent peers support: peers whose addresses belong to different networks. The claim of a single peer is not verified."
      value={
        height === undefined ? '–' : <a href={hrefOf('peers', { 'peer-sort': '-height' })}>{format.count(height)}</a>
      }
    >
      {height === undefined
        ? 'no peer has shown a plausible height'
        : isOnePeersWord
          ? 'claimed by one peer only'
          : `supported by ${format.count(support)} independent hosts`}
      {disagreeing.length > 0 && (
        <>
          {', '}
          <a href={hrefOf('peers', DISAGREEING)}>
            {countOf(disagreeing.length, 'peer')} {disagreeing.length === 1 ? 'disagrees' : 'disagree'}
          </a>
        </>
      )}
    </Tile>
  );
}
