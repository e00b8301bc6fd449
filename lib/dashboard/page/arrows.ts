import type { SequenceLine } from '../protocol.js';
import { svg } from './element.js';

/** The height of one message; the style sheet has the same. */
export const ROW_PX = 36;

/** Where the two ends stand, from the left and from the right. */
const LEFT_PX = 118;
const NARROW_LEFT_PX = 92;
const RIGHT_PX = 26;
const NARROW_PX = 560;
/** Where in its row an arrow lies: below its words. */
const ARROW_Y = 28;
const HEAD_PX = 7;
/** How far a bow reaches out. */
const MAX_BOW_PX = 18;

/** The arrows, the two lines that they run between, and the bows from questions to answers. */
export class Arrows {
  private readonly lifelines = svg('path', { class: 'lifeline' });
  private readonly received = svg('path', { class: 'arrow received' });
  private readonly sent = svg('path', { class: 'arrow sent' });
  private readonly bows = svg('path', { class: 'bow' });
  readonly root = svg(
    'svg',
    { class: 'arrows', 'aria-hidden': 'true' },
    this.lifelines,
    this.bows,
    this.received,
    this.sent,
  );

  /** Draws the lines from `first` up to `end`, and whatever reaches into them. */
  draw(lines: readonly SequenceLine[], first: number, end: number, width: number): void {
    const left = width < NARROW_PX ? NARROW_LEFT_PX : LEFT_PX;
    const right = width - RIGHT_PX;
    const top = first * ROW_PX;
    const height = (end - first) * ROW_PX;
    const firstNumber = lines[0]?.number ?? 0;
    const arrows = { received: '', sent: '' };
    let bows = '';
    for (let i = first; i < end; i++) {
      const { answers, direction } = lines[i]!;
      const y = (i - first) * ROW_PX + ARROW_Y;
      arrows[direction] += direction === 'sent' ? arrow(left, right, y, 1) : arrow(right, left, y, -1);
      if (answers !== undefined) {
        // An answer that is received was asked for at our end.
        const isOurs = direction === 'received';
        const asked = (answers.line - firstNumber - first) * ROW_PX + ARROW_Y;
        bows += bow(isOurs ? left : right, Math.max(asked, -2 * ROW_PX), y, isOurs ? -1 : 1);
      }
    }
    this.root.setAttribute('width', String(width));
    this.root.setAttribute('height', String(height));
    this.root.style.transform = `translateY(${top}px)`;
    this.lifelines.setAttribute('d', `M${left} 0V${height}M${right} 0V${height}`);
    this.received.setAttribute('d', arrows.received);
    this.sent.setAttribute('d', arrows.sent);
    this.bows.setAttribute('d', bows);
  }
}

function arrow(from: number, to: number, y: number, way: 1 | -1): string {
  const tip = to - way * 2;
  const back = tip - way * HEAD_PX;
  return `M${from + way * 2} ${y}H${tip}M${back} ${y - 4}L${tip} ${y}L${back} ${y + 4}`;
}

function bow(x: number, from: number, to: number, side: 1 | -1): string {
  const reach = side * Math.min(MAX_BOW_PX, 6 + (to - from) / 12);
  return `M${x} ${from}C${x + reach} ${from} ${x + reach} ${to} ${x} ${to}`;
}
