import { MAX_SEQUENCE_LINES, type PeerRow, type SequenceLine, type SequenceUpdate } from '../protocol.js';
import { addressText } from './addressText.js';
import { Arrows, ROW_PX } from './arrows.js';
import { byId, element, setHidden, setText } from './element.js';
import * as format from './format.js';
import { PeerSelect, type PeerChoice } from './peerSelect.js';
import { SequenceRows } from './sequenceRows.js';

/** Rows that are drawn above and below the visible ones, so that scrolling shows no gaps. */
const MARGIN_ROWS = 6;
/** At this distance from the end the list still follows new messages. */
const NEAR_END_PX = 24;

export interface SequenceEvents {
  /** The page needs the lines of this peer after the line `after`; null: of no peer. */
  readonly onWatch: (peer: number | null, after: number) => void;
  /** The user has selected a message. */
  readonly onSelectLine: (peer: number, line: SequenceLine) => void;
  /** Another peer is shown; null: none. */
  readonly onFollow: (peer: number | null) => void;
}

/**
 * The messages of one peer as a sequence diagram. Stores the last 1000 messages, and draws only the visible ones: a browser would need
 * more time for a thousand rows than passes between two updates.
 *
 * The diagram follows the newest message until the user scrolls back (`isAtEnd`), and requests no more messages while it is paused
 * (`isPaused`) or after the connection has ended (`isClosed`).
 */
export class Sequence {
  private readonly list = byId('sequence', HTMLDivElement);
  private readonly pause = byId('sequence-pause', HTMLButtonElement);
  private readonly newest = byId('sequence-newest', HTMLButtonElement);
  private readonly empty = byId('sequence-empty', HTMLParagraphElement);
  private readonly foot = byId('sequence-foot', HTMLParagraphElement);
  private readonly remote = byId('sequence-remote', HTMLSpanElement);
  private readonly canvas = element('div', { class: 'canvas', role: 'presentation' });
  private readonly arrows = new Arrows();
  private readonly rows = new SequenceRows(this.list, this.canvas);
  private readonly select = new PeerSelect(({ id, address }) => this.follow(id, address));
  private lines: SequenceLine[] = [];
  private peer: PeerChoice | undefined;
  /** False if the page chose the peer because the user has not chosen one. */
  private isPeerChosenByUser = false;
  private selectedLine: number | undefined;
  private isPaused = false;
  private isAtEnd = true;
  private isClosed = false;
  private frame: number | undefined;

  constructor(private readonly events: SequenceEvents) {
    this.canvas.append(this.arrows.root);
    this.list.append(this.canvas);
    this.list.addEventListener('scroll', () => {
      this.isAtEnd = this.list.scrollTop + this.list.clientHeight >= this.list.scrollHeight - NEAR_END_PX;
      this.scheduleDraw();
    });
    this.list.addEventListener('keydown', (event) => this.onKey(event));
    this.list.addEventListener('click', (event) => {
      const row = (event.target as Element).closest<HTMLElement>('[data-line]');
      if (row !== null) this.selectLine(Number(row.dataset['line']));
    });
    this.pause.addEventListener('click', () => {
      this.setPaused(!this.isPaused);
      if (this.isPaused) this.events.onWatch(null, 0);
      else this.watch();
      this.scheduleDraw();
    });
    this.newest.addEventListener('click', () => this.scrollToEnd());
    new ResizeObserver(() => {
      if (this.isAtEnd) this.scrollToEnd();
      this.scheduleDraw();
    }).observe(this.list);
    this.scheduleDraw();
  }

  /** Shows the sequence of this peer. */
  follow(peer: number, address: string, isPeerChosenByUser = true): void {
    this.isPeerChosenByUser = isPeerChosenByUser;
    this.clear();
    this.peer = { id: peer, address };
    this.setPaused(false);
    this.events.onFollow(peer);
    this.watch();
    this.select.show(this.peer);
  }

  /** Requests the messages of the followed peer. Call it after each reconnection to the program, too. */
  watch(): void {
    if (this.peer === undefined || this.isPaused || this.isClosed) return;
    this.events.onWatch(this.peer.id, this.lines.at(-1)?.number ?? 0);
  }

  /** Clears everything after a restart of the program: its peers have new ids. */
  reset(): void {
    this.clear();
    this.peer = undefined;
    this.isPeerChosenByUser = false;
    this.events.onFollow(null);
    this.scheduleDraw();
  }

  /** Sets the peers that the user can choose. Follows the first one if no peer is followed. */
  setPeers(peers: readonly PeerRow[]): void {
    const first = peers[0];
    if (first !== undefined && this.peer === undefined)
      this.follow(first.id, addressText(first.address, first.monitor), false);
    if (first !== undefined) this.select.setPeers(peers, this.peer);
  }

  /** Adds the new lines of an update. */
  add({ peer, lines, isClosed, isUnknown }: SequenceUpdate): void {
    if (peer !== this.peer?.id || this.isPaused) return;
    this.isClosed = isClosed === true || isUnknown === true;
    // After a reconnection the program may send lines that are already stored.
    const last = this.lines.at(-1)?.number ?? 0;
    this.lines.push(...lines.filter(({ number }) => number > last));
    const excess = this.lines.length - MAX_SEQUENCE_LINES;
    if (excess > 0) {
      this.lines.splice(0, excess);
      if (!this.isAtEnd) this.list.scrollTop -= excess * ROW_PX;
    }
    // The next setPeers replaces a disconnected peer, unless the user has chosen it.
    if (this.isClosed && !this.isPeerChosenByUser) this.peer = undefined;
    this.scheduleDraw();
  }

  private clear(): void {
    this.lines = [];
    this.selectedLine = undefined;
    this.isClosed = false;
    this.isAtEnd = true;
    this.rows.clear();
  }

  private setPaused(isPaused: boolean): void {
    this.isPaused = isPaused;
    this.pause.setAttribute('aria-pressed', String(isPaused));
    setText(this.pause, isPaused ? 'Resume' : 'Pause');
  }

  private scrollToEnd(): void {
    this.isAtEnd = true;
    this.scheduleDraw();
  }

  private onKey(event: KeyboardEvent): void {
    const index = this.lines.findIndex(({ number }) => number === this.selectedLine);
    const last = this.lines.length - 1;
    const page = Math.max(1, Math.floor(this.list.clientHeight / ROW_PX) - 1);
    const from = index === -1 ? last + 1 : index;
    const targets: Record<string, number> = {
      ArrowUp: from - 1,
      ArrowDown: index === -1 ? last : index + 1,
      PageUp: from - page,
      PageDown: from + page,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined || last < 0) return;
    event.preventDefault();
    this.selectLine(this.lines[Math.min(last, Math.max(0, target))]!.number);
  }

  private selectLine(number: number): void {
    const index = this.lines.findIndex((line) => line.number === number);
    const line = this.lines[index];
    if (line === undefined || this.peer === undefined) return;
    this.selectedLine = number;
    this.scrollIntoView(index);
    this.scheduleDraw();
    this.events.onSelectLine(this.peer.id, line);
  }

  private scrollIntoView(index: number): void {
    const top = index * ROW_PX;
    const { clientHeight, scrollTop } = this.list;
    if (top < scrollTop) this.list.scrollTop = top;
    else if (top + ROW_PX > scrollTop + clientHeight) this.list.scrollTop = top + ROW_PX - clientHeight;
  }

  private scheduleDraw(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }

  private draw(): void {
    const { list, lines } = this;
    this.select.updateDisabled();
    this.pause.disabled = this.peer === undefined;
    setHidden(list, lines.length === 0);
    setHidden(this.empty, lines.length > 0);
    if (this.peer !== undefined) setText(this.empty, 'No message since the program started.');
    setText(this.remote, this.peer?.address ?? 'remote');
    this.canvas.style.height = `${lines.length * ROW_PX}px`;
    if (this.isAtEnd) list.scrollTop = list.scrollHeight;
    const first = Math.max(0, Math.floor(list.scrollTop / ROW_PX) - MARGIN_ROWS);
    const end = Math.min(lines.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW_PX) + MARGIN_ROWS);
    this.rows.draw(lines, first, end, this.selectedLine);
    this.arrows.draw(lines, first, end, this.canvas.clientWidth);
    setHidden(this.newest, this.isAtEnd || lines.length === 0);
    setText(this.foot, this.footText());
  }

  private footText(): string {
    if (this.lines.length === 0) return '';
    const state = this.isClosed ? 'The connection has ended.' : this.isPaused ? 'Paused.' : '';
    const stored = `${this.lines.length === MAX_SEQUENCE_LINES ? 'The last ' : ''}${format.count(this.lines.length)} messages`;
    return state === '' ? stored : `${stored}. ${state}`;
  }
}
