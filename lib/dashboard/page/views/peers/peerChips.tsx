import { MARK_NAMES } from '../../parts/marks.js';
import * as format from '../../parts/format.js';
import { param, setParams } from '../../state/route.js';
import type { Flag, SearchedPeer } from './search/searchedPeer.js';
import { searchTerms, toggleTerm } from './search/searchTerms.js';

/** The chips from left to right: a flag of the search, its text, and what it means. */
const CHIPS: readonly (readonly [flag: Flag, text: string, title: string])[] = [
  ['slow', MARK_NAMES.slow, 'A round trip far above that of the other peers'],
  ['clock', MARK_NAMES.clock, 'A clock that differs from ours by more than 10 minutes'],
  ['faulty', MARK_NAMES.faulty, 'Messages that broke the protocol'],
  ['silent', MARK_NAMES.silent, 'No message for more than two minutes'],
  ['old', MARK_NAMES.old, 'A chain far below the best height, or a protocol version from before 2016'],
  ['height', 'too high', 'A height far above the highest one that two peers support'],
  [
    'disagree',
    'disagree on the height',
    'More than 6 blocks from the highest height that two independent peers support',
  ],
];

/** Quick filters with the number of peers of each; a filter that would find nothing is absent, unless it is in the search. */
export function PeerChips({ peers }: { readonly peers: readonly SearchedPeer[] }) {
  const chosen = searchTerms(param('q')).map(({ source }) => source);
  const shown = CHIPS.map(([flag, text, title]) => {
    const term = `is:${flag}`;
    const count = peers.filter(({ flags }) => flags.has(flag)).length;
    return { term, text, title, count, isChosen: chosen.includes(term) };
  }).filter(({ count, isChosen }) => count > 0 || isChosen);
  if (shown.length === 0) return null;
  return (
    <div class="quick" role="group" aria-label="Quick filters">
      {shown.map(({ count, isChosen, term, text, title }) => (
        <button
          key={term}
          type="button"
          aria-pressed={isChosen}
          title={title}
          onClick={() => setParams({ q: toggleTerm(param('q'), term) })}
        >
          {format.count(count)} {text}
        </button>
      ))}
    </div>
  );
}
