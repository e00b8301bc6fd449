import type { MonitorTables } from '../collect/monitorTables.js';
import { answerOf, type Answers } from '../collect/answers.js';
import type { Monitor } from '../collect/monitor.js';
import type { Answer, Ask } from '../protocol/questions.js';
import type { PlaybackRequest } from '../protocol/playback.js';
import type { PageRequest } from '../protocol/requests.js';
import type { TableName } from '../protocol/table.js';
import type { Update } from '../protocol/update.js';
import { performAction, type ActionGate } from './performAction.js';
import type { Playback } from '../playback/playback.js';
import { applyPlaybackRequest } from '../playback/playbackRequest.js';
import { PlaybackUpdates } from './playbackUpdates.js';

/** Questions of a page that are not answered yet; further ones are answered with an error. */
export const MAX_QUESTIONS = 16;

/** The parts of a playback that PageUpdates needs. */
export type PagePlayback = Pick<Playback, 'play' | 'pause' | 'setSpeed' | 'seek' | 'state'>;

/** The parts of a WebSocket that PageUpdates needs. */
export interface PageSocket {
  /** Bytes that are waiting in this process because the operating system has not accepted them yet. */
  readonly bufferedAmount: number;
  send(text: string): void;
}

/**
 * Sends updates to one page. At each tick of the server it sends everything that is new since the last update, unless bytes of that update
 * are still buffered in this process: then it sends nothing, and the next update contains more. A page that shows no tables and asks nothing
 * gets nothing.
 *
 * So a page that has stopped reading occupies only the send buffer of the operating system, one update, and the fields below.
 */
export class PageUpdates {
  /** The tables that the page shows, and the version that it has of each. */
  private readonly versions = new Map<TableName, number>();
  private shown: readonly TableName[] = [];
  /** The page has asked for tables, and has not got them yet. */
  private wantsTables = false;
  private watched: { peer: number; lastLine: number; isAnswered: boolean } | undefined;
  /** Questions that wait until the page reads. */
  private readonly questions: Ask[] = [];
  /** Questions whose answer is being made. */
  private running = 0;
  private readonly answers: Answer[] = [];
  private run: number | undefined;
  private readonly playbackUpdates = new PlaybackUpdates();

  constructor(
    private readonly socket: PageSocket,
    private monitor: Monitor,
    private readonly gate: ActionGate,
    private readonly playback?: PagePlayback | undefined,
  ) {}

  /**
   * The tables that the next update contains, whose rows the caller has to refresh before; none while the page does not read.
   *
   * @param isDue whether it is time for tables
   */
  dueTables(isDue: boolean): readonly TableName[] {
    const isReading = this.socket.bufferedAmount === 0;
    return isReading && (isDue || this.wantsTables || this.hasArrived()) ? this.shown : [];
  }

  /** Shows another monitor: a recording that was rewound. */
  setMonitor(monitor: Monitor): void {
    this.monitor = monitor;
    this.versions.clear();
    this.watched = undefined;
    this.answers.length = 0;
    this.wantsTables = true;
  }

  handleRequest(request: PageRequest): void {
    if (request.kind === 'ask') this.ask(request);
    else if (request.kind === 'show') this.show(request.tables);
    else if (request.kind === 'playback') this.control(request);
    else if (request.peer === null) this.watched = undefined;
    else this.watched = { peer: request.peer, lastLine: request.after, isAnswered: false };
  }

  /** @param isDue whether it is time for tables */
  sendUpdate(isDue: boolean): void {
    if (this.socket.bufferedAmount > 0) return;
    this.answerQuestions();
    const { run } = this.monitor;
    const update: Update = {
      run,
      ...this.newRows(this.monitor.tables, this.dueTables(isDue)),
      ...this.newLines(),
      ...this.newPlayback(isDue),
      ...(this.answers.length > 0 ? { answers: this.answers.splice(0) } : {}),
    };
    this.wantsTables = false;
    if (run === this.run && Object.keys(update).length === 1) return;
    this.send(update);
  }

  /** A page that gets the end of a seek gets the tables of that time with it. */
  private hasArrived(): boolean {
    return this.playback !== undefined && this.playbackUpdates.hasArrived(this.playback.state);
  }

  private show(tables: readonly TableName[]): void {
    this.shown = tables;
    this.wantsTables = true;
  }

  /** A page that was opened for a playback may still send a control after the program has restarted without one: it is ignored. */
  private control(request: PlaybackRequest): void {
    if (this.playback !== undefined) applyPlaybackRequest(this.playback, request);
  }

  private ask(ask: Ask): void {
    if (this.questions.length + this.running < MAX_QUESTIONS) this.questions.push(ask);
    else if (this.answers.length < MAX_QUESTIONS)
      this.answers.push({ number: ask.number, error: `${MAX_QUESTIONS} questions of this page are not answered yet` });
    this.answerQuestions();
  }

  /** Answers the questions of the page, unless the page does not read. */
  private answerQuestions(): void {
    if (this.questions.length === 0 || this.socket.bufferedAmount > 0) return;
    const { gate, monitor } = this;
    const answers: Answers = { ...monitor.answers, act: (request) => performAction(monitor.actions, request, gate) };
    for (const ask of this.questions.splice(0)) {
      this.running += 1;
      const settle = (answer: Omit<Answer, 'number'>): void => {
        this.running -= 1;
        if (monitor !== this.monitor) return;
        this.answers.push({ number: ask.number, ...answer });
        this.sendAnswers();
      };
      answerOf(answers, ask).then(
        (answer) => settle({ answer }),
        (error: unknown) => settle({ error: (error as Error).message }),
      );
    }
  }

  private sendAnswers(): void {
    if (this.socket.bufferedAmount > 0 || this.answers.length === 0) return;
    this.send({ run: this.monitor.run, answers: this.answers.splice(0) });
  }

  private send(update: Update): void {
    this.run = update.run;
    this.socket.send(JSON.stringify(update));
  }

  private newRows(tables: MonitorTables, due: readonly TableName[]): Pick<Update, 'tables'> {
    const deltas: Record<string, unknown> = {};
    for (const name of due) {
      const changes = tables.after(name, this.versions.get(name) ?? 0);
      if (changes === undefined) continue;
      this.versions.set(name, changes.version);
      deltas[name] = changes.delta;
    }
    return Object.keys(deltas).length > 0 ? { tables: deltas } : {};
  }

  private newPlayback(isDue: boolean): Pick<Update, 'playback'> {
    const isShown = this.shown.length > 0;
    const playback = this.playback && this.playbackUpdates.next(this.playback.state, { isShown, isDue });
    return playback === undefined ? {} : { playback };
  }

  private newLines(): Pick<Update, 'sequence'> {
    if (this.watched === undefined) return {};
    const { peer, lastLine, isAnswered } = this.watched;
    const sequence = this.monitor.sequenceAfter(peer, lastLine);
    const hasEnded = sequence.isUnknown === true || sequence.isClosed === true;
    if (hasEnded) this.watched = undefined;
    else this.watched = { peer, lastLine: sequence.lines.at(-1)?.number ?? lastLine, isAnswered: true };
    // The first answer is sent even if it has no lines, so that the page does not wait for it.
    return sequence.lines.length > 0 || hasEnded || !isAnswered ? { sequence } : {};
  }
}
