import type { ViewName } from '../../protocol/views.js';
import { hrefOf, route } from '../state/route.js';
import { AlertBadge } from './alertBadge.js';

const ENTRIES: readonly (readonly [view: ViewName, name: string])[] = [
  ['overview', 'Overview'],
  ['peers', 'Peers'],
  ['conversation', 'Conversation'],
  ['blocks', 'Blocks'],
  ['transactions', 'Transactions'],
  ['faults', 'Faults'],
  ['alerts', 'Alerts'],
];

/** The links to the views. */
export function Navigation() {
  const { view } = route.value;
  const current = view === 'peer' ? 'peers' : view;
  return (
    <nav class="views" aria-label="Views">
      {ENTRIES.map(([each, name]) => (
        <a key={each} href={hrefOf(each)} aria-current={each === current ? 'page' : undefined}>
          {name}
          {each === 'alerts' && <AlertBadge />}
        </a>
      ))}
    </nav>
  );
}
