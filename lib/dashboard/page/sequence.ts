import { MAX_SEQUENCE_LINES, type PeerRow, type SequenceLine, type SequencePart } from '../protocol.js';
import { Arrows, ROW_PX } from './arrows.js';
import { byId, element, setHidden, setText } from './element.js';
import * as format from './format.js';
import { SequenceRows } from './sequenceRows.js';

/** Rows that are drawn above and below what is seen, so that scrolling shows no gaps. */
const MARGIN_ROWS = 6;
/** So near to the end still counts as at it. */
const NEAR_PX = 24;

export interface SequenceEvents {
  /** Another peer, or the same one again behind this line. */
  readonly onWatch: (peer: number | null, after: number) => void;
  readonly onChoose: (peer: number, line: SequenceLine) => void;
  readonly onFollow: (peer: number | null) => void;
}

/**
 * What is said with one peer, as arrows between two lines. Holds the last 1000 messages and draws those that are seen: a thousand rows of
 * several elements each would take a browser longer than the time between two updates.
 */
export class Sequence {
  private readonly list = byId('sequence', HTMLDivElement);
  private readonly select = byId('sequence-peer', HTMLSelectElement);
  private readonly pause = byId('sequence-pause', HTMLButtonElement);
  private readonly newest = byId('sequence-newest', HTMLButtonElement);
  private readonly empty = byId('sequence-empty', HTMLParagraphElement);
  private readonly foot = byId('sequence-foot', HTMLParagraphElement);
  private readonly remote = byId('sequence-remote', HTMLSpanElement);
  private readonly space = element('div', { class: 'space', role: 'presentation' });
  private readonly arrows = new Arrows();
  private readonly rows = new SequenceRows(this.list, this.space);
  private lines: SequenceLine[] = [];
  private peer: { id: number; address: string } | undefined;
  private chosen: number | undefined;
  private isPaused = false;
  private isAtEnd = true;
  private isClosed = false;
  private isChosenByUser = false;
  private frame: number | undefined;

  constructor(private readonly events: SequenceEvents) {
    this.space.append(this.arrows.root);
    this.list.append(this.space);
    this.list.addEventListener('scroll', () => {
      this.isAtEnd = this.list.scrollTop + this.list.clientHeight >= this.list.scrollHeight - NEAR_PX;
      this.drawSoon();
    });
    this.list.addEventListener('keydown', (event) => this.onKey(event));
    this.list.addEventListener('click', (event) => {
      const row = (event.target as Element).closest<HTMLElement>('[data-line]');
      if (row !== null) this.choose(Number(row.dataset['line']));
    });
    this.select.addEventListener('change', () => {
      const option = this.select.selectedOptions[0];
      if (option !== undefined) this.follow(Number(option.value), option.text);
    });
    this.pause.addEventListener('click', () => this.setPaused(!this.isPaused));
    this.newest.addEventListener('click', () => this.toEnd());
    new ResizeObserver(() => {
      if (this.isAtEnd) this.toEnd();
      this.drawSoon();
    }).observe(this.list);
    this.drawSoon();
  }

  /** Shows the conversation with this peer. */
  follow(peer: number, address: string, isChosenByUser = true): void {
    this.isChosenByUser = isChosenByUser;
    this.clear();
    this.peer = { id: peer, address };
    this.setPaused(false, false);
    this.events.onFollow(peer);
    this.watch();
    this.offer([]);
  }

  /** Says again what is looked at: the way to the program is new. */
  watch(): void {
    if (this.peer === undefined || this.isPaused || this.isClosed) return;
    this.events.onWatch(this.peer.id, this.lines.at(-1)?.number ?? 0);
  }

  /** Another program has begun: its peers have other numbers. */
  forget(): void {
    this.clear();
    this.peer = undefined;
    this.isChosenByUser = false;
    this.events.onFollow(null);
    this.drawSoon();
  }

  /** The peers that can be chosen; the first of them, as long as nobody has chosen. */
  offer(peers: readonly PeerRow[]): void {
    const first = peers[0];
    if (first !== undefined && this.peer === undefined) this.follow(first.id, first.address, false);
    if (peers.length === 0 && this.select.options.length > 0) {
      this.offerFollowed();
      return;
    }
    const wanted = peers.map(({ id, address }) => ({ id, address }));
    if (this.peer !== undefined && !peers.some(({ id }) => id === this.peer?.id)) wanted.unshift(this.peer);
    const isSame =
      this.select.options.length === wanted.length &&
      wanted.every(({ id }, i) => this.select.options[i]?.value === String(id));
    // An open list of choices must not be taken from under the hand.
    if (!isSame && document.activeElement !== this.select) {
      this.select.replaceChildren(
        ...wanted.map(({ id, address }) => element('option', { value: String(id) }, address)),
      );
    }
    this.offerFollowed();
  }

  add({ peer, lines, isClosed, isUnknown }: SequencePart): void {
    if (peer !== this.peer?.id || this.isPaused) return;
    this.isClosed = isClosed === true || isUnknown === true;
    // What was sent again after the way to the program was lost is there already.
    const last = this.lines.at(-1)?.number ?? 0;
    this.lines.push(...lines.filter(({ number }) => number > last));
    const excess = this.lines.length - MAX_SEQUENCE_LINES;
    if (excess > 0) {
      this.lines.splice(0, excess);
      if (!this.isAtEnd) this.list.scrollTop -= excess * ROW_PX;
    }
    // A peer that nobody chose and that is gone makes room for another one.
    if (this.isClosed && !this.isChosenByUser) this.peer = undefined;
    this.drawSoon();
  }

  private offerFollowed(): void {
    if (this.peer === undefined) return;
    const value = String(this.peer.id);
    if (![...this.select.options].some((option) => option.value === value)) {
      this.select.append(element('option', { value }, this.peer.address));
    }
    if (this.select.value !== value) this.select.value = value;
  }

  private clear(): void {
    this.lines = [];
    this.chosen = undefined;
    this.isClosed = false;
    this.isAtEnd = true;
    this.rows.clear();
  }

  private setPaused(isPaused: boolean, tell = true): void {
    this.isPaused = isPaused;
    this.pause.setAttribute('aria-pressed', String(isPaused));
    setText(this.pause, isPaused ? 'Go on' : 'Pause');
    if (!tell) return;
    if (isPaused) this.events.onWatch(null, 0);
    else this.watch();
    this.drawSoon();
  }

  private toEnd(): void {
    this.isAtEnd = true;
    this.drawSoon();
  }

  private onKey(event: KeyboardEvent): void {
    const index = this.lines.findIndex(({ number }) => number === this.chosen);
    const last = this.lines.length - 1;
    const page = Math.max(1, Math.floor(this.list.clientHeight / ROW_PX) - 1);
    const from = index === -1 ? last + 1 : index;
    const target: Record<string, number> = {
      ArrowUp: from - 1,
      ArrowDown: index === -1 ? last : index + 1,
      PageUp: from - page,
      PageDown: from + page,
      Home: 0,
      End: last,
    };
    const wanted = target[event.key];
    if (wanted === undefined || last < 0) return;
    event.preventDefault();
    this.choose(this.lines[Math.min(last, Math.max(0, wanted))]!.number);
  }

  private choose(number: number): void {
    const index = this.lines.findIndex((line) => line.number === number);
    const line = this.lines[index];
    if (line === undefined || this.peer === undefined) return;
    this.chosen = number;
    this.reveal(index);
    this.drawSoon();
    this.events.onChoose(this.peer.id, line);
  }

  private reveal(index: number): void {
    const top = index * ROW_PX;
    const { clientHeight, scrollTop } = this.list;
    if (top < scrollTop) this.list.scrollTop = top;
    else if (top + ROW_PX > scrollTop + clientHeight) this.list.scrollTop = top + ROW_PX - clientHeight;
  }

  private drawSoon(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }

  private draw(): void {
    const { list, lines } = this;
    this.select.disabled = this.select.options.length === 0;
    this.pause.disabled = this.peer === undefined;
    setHidden(list, lines.length === 0);
    setHidden(this.empty, lines.length > 0);
    if (this.peer !== undefined) setText(this.empty, 'Nothing was said since the program looks.');
    setText(this.remote, this.peer?.address ?? 'remote');
    this.space.style.height = `${lines.length * ROW_PX}px`;
    if (this.isAtEnd) list.scrollTop = list.scrollHeight;
    const first = Math.max(0, Math.floor(list.scrollTop / ROW_PX) - MARGIN_ROWS);
    const end = Math.min(lines.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW_PX) + MARGIN_ROWS);
    this.rows.draw(lines, first, end, this.chosen);
    this.arrows.draw(lines, first, end, this.space.clientWidth);
    setHidden(this.newest, this.isAtEnd || lines.length === 0);
    setText(this.foot, this.footText());
  }

  private footText(): string {
    if (this.lines.length === 0) return '';
    const state = this.isClosed ? 'The connection has ended.' : this.isPaused ? 'Paused.' : '';
    const kept = `${format.count(this.lines.length)} messages${this.lines.length === MAX_SEQUENCE_LINES ? ', the last ones' : ''}`;
    return state === '' ? kept : `${kept}. ${state}`;
  }
}
