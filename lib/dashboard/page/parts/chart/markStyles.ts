import type { EventKind } from '../../../protocol/eventMark.js';

/** How the marks of a kind look: blocks and monitors are lines through the whole plot, the others short lines at its bottom. */
export const MARK_STYLES: Readonly<
  Record<EventKind, { readonly name: string; readonly colour: string; readonly isTall: boolean }>
> = {
  block: { name: 'blocks', colour: '--dim', isTall: true },
  monitor: { name: 'monitors that appeared, stopped or returned', colour: '--warn', isTall: true },
  joined: { name: 'peers that joined', colour: '--good', isTall: false },
  left: { name: 'peers that left', colour: '--bad', isTall: false },
  failed: { name: 'connections that failed', colour: '--warn', isTall: false },
};

/** The height of a short mark, in pixels. */
export const SHORT_MARK_PX = 12;
