import { effect, signal } from '@preact/signals';
import type { PlaybackRequest } from '../../protocol/playback.js';
import type { QuestionKind, Questions } from '../../protocol/questions.js';
import type { SequenceUpdate } from '../../protocol/sequence.js';
import type { TableName } from '../../protocol/table.js';
import type { Update } from '../../protocol/update.js';
import { Connection } from './connection.js';
import { playback, receivePlayback } from './playback.js';
import { PendingQuestions } from './pendingQuestions.js';
import { param, route } from './route.js';
import { Store } from './store.js';
import { tablesOf } from './shownTables.js';

/** The state of the connection to the program. */
export type ConnectionState =
  { readonly kind: 'connecting' | 'live' } | { readonly kind: 'lost' | 'full'; readonly retryMs: number };

/** The data of the page. */
export const store = new Store();
/** Whether the program answers. */
export const connectionState = signal<ConnectionState>({ kind: 'connecting' });
/** True while the browser does not show the tab. */
const isHidden = signal(document.hidden);
/** Called with the new lines of the watched connection. */
let onSequence: (update: SequenceUpdate) => void = () => undefined;
/** True until the first update of the program, which contains the playback if there is one. */
let isFirstUpdate = true;
let watched: { readonly peer: number; readonly after: () => number } | undefined;

const questions = new PendingQuestions((request) => connection.send(request));
const connection = new Connection({
  onOpen() {
    isFirstUpdate = true;
    show();
    sendWatch();
  },
  onUpdate,
  onLost(retryMs, isFull) {
    questions.rejectAll('the connection to the program was lost');
    const hasData = store.run.peek() !== undefined;
    connectionState.value = isFull ? { kind: 'full', retryMs } : hasData ? { kind: 'lost', retryMs } : CONNECTING;
  },
});

/**
 * True while the URL states that the page is paused: then the page keeps the state that it shows. With a playback the page does not pause:
 * the playback is paused instead.
 */
export function isPaused(): boolean {
  return param('paused') !== '' && playback.value === undefined;
}

/** True while the page shows new data: its tab is visible, and it is not paused. */
export function isUpdating(): boolean {
  return !isHidden.value && !isPaused();
}

/** Asks the program. Rejects with an Error if it has no answer, or the connection is lost. */
export function ask<Kind extends QuestionKind>(
  question: Kind,
  params: Questions[Kind]['params'],
): Promise<Questions[Kind]['answer']> {
  return questions.ask(question, params);
}

/**
 * Asks for the messages of a connection from now on; replaces the connection that was watched before.
 *
 * @param after returns the number of the last line that the page has
 * @returns a function that ends it
 */
export function watchSequence(
  peer: number,
  after: () => number,
  onLines: (update: SequenceUpdate) => void,
): () => void {
  const mine = { peer, after };
  watched = mine;
  onSequence = onLines;
  sendWatch();
  return () => {
    if (watched !== mine) return;
    watched = undefined;
    onSequence = () => undefined;
    connection.send({ kind: 'watch', peer: null, after: 0 });
  };
}

/** Controls the playback. Has no effect without a connection. */
export function controlPlayback(request: PlaybackRequest): void {
  connection.send(request);
}

/** Starts the connection, and requests the tables that the view shows. Call it once. */
export function startSession(): void {
  document.addEventListener('visibilitychange', () => (isHidden.value = document.hidden));
  effect(() => {
    connection.expectsUpdates = shownTables() !== ALERTS_ONLY;
    show();
  });
  connection.open();
}

const CONNECTING: ConnectionState = { kind: 'connecting' };
const LIVE: ConnectionState = { kind: 'live' };

/** A hidden or paused page gets only the table of the alerts, which mark its tab. It gets an update only when an alert changes. */
function shownTables(): readonly TableName[] {
  return isUpdating() ? tablesOf(route.value.view) : ALERTS_ONLY;
}

const ALERTS_ONLY: readonly TableName[] = ['alerts'];

function show(): void {
  connection.send({ kind: 'show', tables: shownTables() });
}

function sendWatch(): void {
  if (watched !== undefined) connection.send({ kind: 'watch', peer: watched.peer, after: watched.after() });
}

function onUpdate({ run, tables, sequence, answers, playback: played }: Update): void {
  if (connectionState.peek().kind !== 'live') connectionState.value = LIVE;
  if (run !== store.run.peek()) {
    // The program drops the questions about its earlier data.
    questions.rejectAll('the program shows other data now');
    store.clear(run);
  }
  if (played !== undefined) receivePlayback(played);
  else if (isFirstUpdate) playback.value = undefined;
  isFirstUpdate = false;
  if (tables !== undefined) store.apply(tables);
  if (sequence !== undefined) onSequence(sequence);
  for (const answer of answers ?? []) questions.settle(answer);
}
