import type { About } from '../../protocol/about.js';
import { playback } from '../state/playback.js';
import { param, setParams } from '../state/route.js';
import { connectionState, isPaused, store } from '../state/session.js';
import { useShortcuts } from '../state/shortcuts.js';
import * as format from './format.js';
import { Help } from './help.js';
import { activityText } from './playback/playbackTexts.js';

const STATE_NAMES = { connecting: 'Connecting', live: 'Live', lost: 'Disconnected', full: 'Waiting' } as const;

/** The top of the page: a description of the shown connections, and whether the data are live. */
export function Header() {
  const { program } = store;
  const played = playback.value;
  const state = isPaused() ? 'paused' : connectionState.value.kind;
  const togglePause = (): void => setParams({ paused: param('paused') === '' ? 1 : undefined });
  useShortcuts([{ key: ' ', text: 'Pause, or resume', onPress: togglePause }]);
  return (
    <header class="top">
      <img class="logo" src="page/icon.svg" alt="" width="30" height="30" />
      <h1>rxpeer</h1>
      {program !== undefined && (
        <>
          <span class="badge" title="The network of the peers">
            {program.network}
          </span>
          <SourceBadge about={program.about} />
        </>
      )}
      <span class="status" role="status" data-state={state}>
        <span class="dot" aria-hidden="true" />
        {state === 'live' && played !== undefined
          ? activityText(played)
          : state === 'paused'
            ? 'Paused'
            : STATE_NAMES[state]}
      </span>
      <span class="uptime">
        {program !== undefined && played === undefined && `up ${format.duration(program.atMs - program.startedAtMs)}`}
      </span>
      {program?.about.metricsUrl !== undefined && (
        <a
          href={program.about.metricsUrl}
          title="Metrics for Prometheus. The address is the one that the program's machine can reach."
        >
          Metrics
        </a>
      )}
      {played === undefined && (
        <button type="button" class="pause" aria-pressed={state === 'paused'} onClick={togglePause}>
          {state === 'paused' ? 'Resume' : 'Pause'}
        </button>
      )}
      <Help />
    </header>
  );
}

/** States where the peers are, if they are not real connections of the program, as a user would assume. */
function SourceBadge({ about: { simulatedNodes, source, targets } }: { readonly about: About }) {
  const title = targets.join(', ');
  if (simulatedNodes > 0) {
    return (
      <span
        class="badge simulated"
        title="These nodes run inside the program. Their blocks and transactions have no value."
      >
        {simulatedNodes} simulated {simulatedNodes === 1 ? 'node' : 'nodes'}
      </span>
    );
  }
  if (source === 'pool') return null;
  return (
    <span class="badge" title={title}>
      {source === 'recording' ? `recording ${title}` : 'monitors on NATS'}
    </span>
  );
}
