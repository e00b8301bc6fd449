import { MAX_PAGES, type Overview, type Update } from '../protocol.js';
import { CommandsTable } from './commandsTable.js';
import { Connection } from './connection.js';
import { RateCharts } from './rateCharts.js';
import { DetailsPane } from './details.js';
import { byId, setHidden, setText } from './element.js';
import * as format from './format.js';
import { MonitorsTable } from './monitorsTable.js';
import { PropagationTable } from './propagationTable.js';
import { PeersTable } from './peersTable.js';
import { Sequence } from './sequence.js';
import { Tiles } from './tiles.js';
import { ProblemsTable } from './problemsTable.js';

const details = new DetailsPane();
const sequence = new Sequence({
  onWatch: (peer, after) => connection.send({ kind: 'watch', peer, after }),
  onSelectLine: (peer, line) => {
    details.expect(peer, line);
    connection.send({ kind: 'details', peer, line: line.number });
  },
  onFollow: (peer) => peers.follow(peer),
});
const follow = (peer: number, address: string): void => {
  sequence.follow(peer, address);
  byId('sequence-panel', HTMLElement).scrollIntoView({ block: 'nearest' });
};
const peers = new PeersTable(follow);
const monitors = new MonitorsTable();
const problems = new ProblemsTable(follow);
const tiles = new Tiles();
const rateCharts = new RateCharts();
const commands = new CommandsTable();
const blocks = new PropagationTable('blocks');
const transactions = new PropagationTable('transactions');
let lastOverview: Overview | undefined;

const connection = new Connection({
  onOpen: () => sequence.watch(),
  onUpdate: (update) => {
    showState('live');
    show(update);
  },
  onLost: (retryMs, isFull) => {
    if (isFull) showState('full', retryMs);
    else showState(lastOverview === undefined ? 'connecting' : 'lost', retryMs);
  },
});

function show({ overview, rates, sequence: lines, details: message }: Update): void {
  const hasRestarted =
    overview !== undefined && lastOverview !== undefined && overview.startedAtMs !== lastOverview.startedAtMs;
  if (hasRestarted) reset();
  if (rates !== undefined) rateCharts.add(rates.points.filter(({ number }) => number > (rateCharts.last?.number ?? 0)));
  if (overview !== undefined) showOverview(overview);
  if (lines !== undefined) sequence.add(lines);
  if (message !== undefined) details.show(message);
}

function showOverview(overview: Overview): void {
  if (lastOverview === undefined) showEmptyTexts();
  lastOverview = overview;
  tiles.show(overview, rateCharts.last);
  commands.show(overview, rateCharts.last);
  monitors.show(overview.monitors, overview.atMs);
  peers.show(overview.peers, overview.monitors, overview.atMs);
  sequence.setPeers(overview.peers);
  blocks.show(overview.blocks);
  transactions.show(overview.transactions);
  problems.show(overview.problems);
  const network = byId('network', HTMLSpanElement);
  setText(network, overview.network);
  setHidden(network, false);
  setText(byId('uptime', HTMLSpanElement), `up ${format.duration(overview.atMs - overview.startedAtMs)}`);
}

/** Replaces the text of empty panels, which until the first update is "Waiting for the program". */
function showEmptyTexts(): void {
  for (const empty of document.querySelectorAll<HTMLElement>('[data-empty]'))
    setText(empty, empty.dataset['empty'] ?? '');
}

/** Clears the panels after a restart of the program: its counters and ids start from zero again. */
function reset(): void {
  rateCharts.clear();
  sequence.reset();
  problems.clear();
}

type State = 'connecting' | 'live' | 'lost' | 'full';

const STATE_NAMES: Readonly<Record<State, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Disconnected',
  full: 'Waiting',
};

function showState(state: State, retryMs = 0): void {
  document.body.dataset['state'] = state;
  setText(byId('status-text', HTMLSpanElement), STATE_NAMES[state]);
  const notice = byId('notice', HTMLDivElement);
  setHidden(notice, state === 'live');
  if (state !== 'live') setText(notice, noticeOf(state, retryMs));
}

function noticeOf(state: Exclude<State, 'live'>, retryMs: number): string {
  const age = lastOverview === undefined ? '' : ` The page shows the state at ${format.clock(lastOverview.atMs)}.`;
  const retry = `every ${format.duration(Math.max(1000, retryMs))}`;
  switch (state) {
    case 'connecting':
      return `The program does not answer yet. This page tries again ${retry}.`;
    case 'lost':
      return `The program does not answer any more.${age} This page tries again ${retry}.`;
    case 'full':
      return `${MAX_PAGES} pages are open, which is the maximum. Close one of them. This page tries again ${retry}.${age}`;
  }
}
