import type { Observable, Subscription } from 'rxjs';
import type { CloseReason } from '../peer/closeReason.js';
import { parseDiagram, requireTime } from './diagram.js';
import { nameOfError, type ExpectedEvent } from './recordedEvent.js';
import type { ExpectedError } from './testApi.js';
import { MarbleError } from './marbleErrors.js';
import type { RecordEvent } from './testRun.js';

type ExpectedReason = 'local' | 'remote' | ExpectedError;

/**
 * The close event that `m.expectClosed` expects: one event, or none if the diagram has neither `|` nor `#`.
 *
 * Errors with MarbleError `BAD_DIAGRAM` for a diagram with letters, and `UNKNOWN_LETTER` if the reason is missing.
 */
export function expectedClose(
  when: string | { readonly atMs: number },
  reason: ExpectedReason | undefined,
): { lengthMs: number; expected: ExpectedEvent[] } {
  if (typeof when !== 'string') requireTime(when.atMs);
  const { marbles, lengthMs } =
    typeof when === 'string'
      ? parseDiagram(when)
      : { marbles: [{ atMs: when.atMs, kind: 'C' }], lengthMs: when.atMs + 1 };
  const [marble] = marbles;
  if (marble === undefined) return { lengthMs, expected: [] };
  if (marble.kind === 'N') {
    throw new MarbleError(
      'BAD_DIAGRAM',
      `the diagram of expectClosed allows only - | # and times\n\n  ${typeof when === 'string' ? when : ''}\n`,
    );
  }
  if (reason === undefined) {
    const allowed = `'local', 'remote', or an error's class and code such as 'PeerTimeoutError IDLE_TIMEOUT'`;
    throw new MarbleError('UNKNOWN_LETTER', `expectClosed needs the reason of the close: ${allowed}`);
  }
  const value = nameOfError(reason);
  const kind = kindOfClose(value);
  return { lengthMs, expected: [{ atMs: marble.atMs, kind, symbol: kind === 'C' ? '|' : '#', value }] };
}

/** Records the reason of the close when it happens: `local`, `remote`, or the class and code of the fault. */
export function recordClose(closed$: Observable<CloseReason>, record: RecordEvent): Subscription {
  return closed$.subscribe((reason) => {
    const value = reason.by === 'fault' ? nameOfError(reason.error) : reason.by;
    record({ kind: kindOfClose(value), value });
  });
}

function kindOfClose(value: string): 'C' | 'E' {
  return value === 'local' || value === 'remote' ? 'C' : 'E';
}
