import type { Observable } from 'rxjs';
import { toJson, type Peer } from '../../../lib/index.js';

/** All that comes out of a peer, as text: what a replay has to give again. */
export interface Transcript {
  readonly lines: readonly string[];
  readonly ends: readonly string[];
}

/** Listens to every stream of a peer, in one order. */
export function transcriptOf(peer: Peer): Transcript {
  const lines: string[] = [];
  const ends: string[] = [];
  const { bytes$, closed$, exchanges$, faults$, messages$, pings$, sent$, status$, traffic$ } = peer;
  const streams = { bytes$, closed$, exchanges$, faults$, messages$, pings$, sent$, status$, traffic$ };
  for (const [name, stream$] of Object.entries<Observable<unknown>>(streams)) {
    stream$.subscribe({
      next: (value) => {
        if (name !== 'status$' || value !== 'connecting') lines.push(`${name} ${textOf(value)}`);
      },
      complete: () => ends.push(name),
    });
  }
  return { lines, ends };
}

/** Errors have no fields that JSON would show. */
function textOf(value: unknown): string {
  return JSON.stringify(toJson(value), (_, field: unknown) =>
    field instanceof Error
      ? { name: field.name, code: (field as { code?: string }).code, message: field.message }
      : field,
  );
}
