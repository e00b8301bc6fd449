import type { Observable, Subscription } from 'rxjs';
import type { CloseReason } from '../peer/closeReason.js';
import { parseDiagram, requireMoment } from './diagram.js';
import { nameOfError, type ExpectedEvent } from './recordedEvent.js';
import type { ExpectedError } from './kit.js';
import { MarbleError } from './marbleErrors.js';
import type { Note } from './testRun.js';

type Reason = 'local' | 'remote' | ExpectedError;

/**
 * When and why a peer is to end; nothing where the diagram has neither `|` nor `#`.
 *
 * Errors with MarbleError `BAD_DIAGRAM` for letters, and `UNKNOWN_LETTER` where the reason is not said.
 */
export function expectedClose(
  when: string | { readonly atMs: number },
  reason: Reason | undefined,
): { lengthMs: number; expected: ExpectedEvent[] } {
  if (typeof when !== 'string') requireMoment(when.atMs);
  const { marks, lengthMs } =
    typeof when === 'string'
      ? parseDiagram(when)
      : { marks: [{ frame: when.atMs, kind: 'C' }], lengthMs: when.atMs + 1 };
  const [mark] = marks;
  if (mark === undefined) return { lengthMs, expected: [] };
  if (mark.kind === 'N') {
    throw new MarbleError(
      'BAD_DIAGRAM',
      `of a peer's end a diagram shows | or #, and no letters\n\n  ${typeof when === 'string' ? when : ''}\n`,
    );
  }
  if (reason === undefined) {
    const allowed = `'local', 'remote', or class and code such as 'PeerTimeoutError IDLE_TIMEOUT'`;
    throw new MarbleError('UNKNOWN_LETTER', `say why the peer ends: ${allowed}`);
  }
  const value = nameOfError(reason);
  const kind = kindOfEnd(value);
  return { lengthMs, expected: [{ frame: mark.frame, kind, sign: kind === 'C' ? '|' : '#', value }] };
}

/** Notes why a peer ended: `local`, `remote`, or class and code of the fault. */
export function recordClose(closed$: Observable<CloseReason>, note: Note): Subscription {
  return closed$.subscribe((reason) => {
    const value = reason.by === 'fault' ? nameOfError(reason.error) : reason.by;
    note({ kind: kindOfEnd(value), value });
  });
}

function kindOfEnd(value: string): 'C' | 'E' {
  return value === 'local' || value === 'remote' ? 'C' : 'E';
}
