import type { SequenceLine } from '../protocol.js';
import { svg } from './element.js';

/** The height of one message; equal to the height of `.line` in style.css. */
export const ROW_PX = 36;

/** The x positions of the two lifelines, from the left and from the right edge. */
const LEFT_PX = 118;
const NARROW_LEFT_PX = 92;
const RIGHT_PX = 26;
const NARROW_PX = 560;
/** The y position of an arrow in its row, below the text. */
const ARROW_Y = 28;
const HEAD_PX = 7;
/** The greatest distance between an arc and its lifeline. */
const MAX_ARC_PX = 18;

/** The arrows of the messages, the two lifelines between which they run, and the arcs that join an answer to its request. */
export class Arrows {
  private readonly lifelines = svg('path', { class: 'lifeline' });
  private readonly received = svg('path', { class: 'arrow received' });
  private readonly sent = svg('path', { class: 'arrow sent' });
  private readonly arcs = svg('path', { class: 'arc' });
  readonly root = svg(
    'svg',
    { class: 'arrows', 'aria-hidden': 'true' },
    this.lifelines,
    this.arcs,
    this.received,
    this.sent,
  );

  /** Draws the lines from index `first` to `end - 1`, and the arcs that end at them. */
  draw(lines: readonly SequenceLine[], first: number, end: number, width: number): void {
    const left = width < NARROW_PX ? NARROW_LEFT_PX : LEFT_PX;
    const right = width - RIGHT_PX;
    const top = first * ROW_PX;
    const height = (end - first) * ROW_PX;
    const firstNumber = lines[0]?.number ?? 0;
    const arrows = { received: '', sent: '' };
    let arcs = '';
    for (let i = first; i < end; i++) {
      const { answers, direction } = lines[i]!;
      const y = (i - first) * ROW_PX + ARROW_Y;
      arrows[direction] += direction === 'sent' ? arrow(left, right, y, 1) : arrow(right, left, y, -1);
      if (answers !== undefined) {
        // We sent the request of an answer that we received: its arc is at our lifeline.
        const isOurs = direction === 'received';
        const requestY = (answers.line - firstNumber - first) * ROW_PX + ARROW_Y;
        arcs += arc(isOurs ? left : right, Math.max(requestY, -2 * ROW_PX), y, isOurs ? -1 : 1);
      }
    }
    this.root.setAttribute('width', String(width));
    this.root.setAttribute('height', String(height));
    this.root.style.transform = `translateY(${top}px)`;
    this.lifelines.setAttribute('d', `M${left} 0V${height}M${right} 0V${height}`);
    this.received.setAttribute('d', arrows.received);
    this.sent.setAttribute('d', arrows.sent);
    this.arcs.setAttribute('d', arcs);
  }
}

function arrow(from: number, to: number, y: number, sign: 1 | -1): string {
  const tip = to - sign * 2;
  const back = tip - sign * HEAD_PX;
  return `M${from + sign * 2} ${y}H${tip}M${back} ${y - 4}L${tip} ${y}L${back} ${y + 4}`;
}

function arc(x: number, from: number, to: number, side: 1 | -1): string {
  const bulge = side * Math.min(MAX_ARC_PX, 6 + (to - from) / 12);
  return `M${x} ${from}C${x + bulge} ${from} ${x + bulge} ${to} ${x} ${to}`;
}
