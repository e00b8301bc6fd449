import { MAX_PAGES, type Overview, type Update } from '../protocol.js';
import { Commands } from './commands.js';
import { Connection } from './connection.js';
import { Curves } from './curves.js';
import { DetailsPane } from './details.js';
import { byId, setHidden, setText } from './element.js';
import * as format from './format.js';
import { News } from './news.js';
import { PeersTable } from './peersTable.js';
import { Sequence } from './sequence.js';
import { Tiles } from './tiles.js';
import { Troubles } from './troubles.js';

const details = new DetailsPane();
const sequence = new Sequence({
  onWatch: (peer, after) => connection.ask({ ask: 'watch', peer, after }),
  onChoose: (peer, line) => {
    details.expect(peer, line);
    connection.ask({ ask: 'details', peer, line: line.number });
  },
  onFollow: (peer) => peers.follow(peer),
});
const followed = (peer: number, address: string): void => {
  sequence.follow(peer, address);
  byId('sequence-panel', HTMLElement).scrollIntoView({ block: 'nearest' });
};
const peers = new PeersTable(followed);
const troubles = new Troubles(followed);
const tiles = new Tiles();
const curves = new Curves();
const commands = new Commands();
const blocks = new News('blocks');
const transactions = new News('transactions');
let last: Overview | undefined;

const connection = new Connection({
  onOpen: () => sequence.watch(),
  onUpdate: (update) => {
    showState('live');
    show(update);
  },
  onLost: (retryMs, isFull) => {
    if (isFull) showState('full', retryMs);
    else showState(last === undefined ? 'connecting' : 'lost', retryMs);
  },
});

function show({ overview, curves: part, sequence: lines, details: message }: Update): void {
  if (overview !== undefined && last !== undefined && overview.startedAtMs !== last.startedAtMs) restart();
  if (part !== undefined) curves.add(part.points.filter(({ number }) => number > (curves.last?.number ?? 0)));
  if (overview !== undefined) showOverview(overview);
  if (lines !== undefined) sequence.add(lines);
  if (message !== undefined) details.show(message);
}

function showOverview(overview: Overview): void {
  if (last === undefined) sayWhatIsEmpty();
  last = overview;
  tiles.show(overview, curves.last);
  commands.show(overview, curves.last);
  peers.show(overview.peers, overview.atMs);
  sequence.offer(overview.peers);
  blocks.show(overview.blocks);
  transactions.show(overview.transactions);
  troubles.show(overview.troubles);
  const network = byId('network', HTMLSpanElement);
  setText(network, overview.network);
  setHidden(network, false);
  setText(byId('uptime', HTMLSpanElement), `up ${format.duration(overview.atMs - overview.startedAtMs)}`);
}

/** Until now everything has waited for the program. */
function sayWhatIsEmpty(): void {
  for (const empty of document.querySelectorAll<HTMLElement>('[data-empty]'))
    setText(empty, empty.dataset['empty'] ?? '');
}

/** Another run of the program: what was counted and numbered before means nothing any more. */
function restart(): void {
  curves.clear();
  sequence.forget();
  troubles.clear();
}

type State = 'connecting' | 'live' | 'lost' | 'full';

const STATE_NAMES: Readonly<Record<State, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Lost',
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
  const age = last === undefined ? '' : ` What you see is from ${format.clock(last.atMs)}.`;
  const retry = `every ${format.duration(Math.max(1000, retryMs))}`;
  switch (state) {
    case 'connecting':
      return 'The program does not answer yet. This page goes on trying.';
    case 'lost':
      return `The program does not answer any more.${age} Trying again ${retry}.`;
    case 'full':
      return `${MAX_PAGES} pages are open, more are not served. Close one of them: this page tries again ${retry}.${age}`;
  }
}
