import type { Observable } from 'rxjs';
import { toJson, type Peer } from '../../../lib/index.js';

/** All emissions of a peer, as text. A replay must emit the same. */
export interface Transcript {
  readonly lines: readonly string[];
  readonly ends: readonly string[];
}

/** Subscribes to every stream of a peer, always in the same order. */
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

/** JSON would omit the fields of errors. */
function textOf(value: unknown): string {
  return JSON.stringify(toJson(value), (_, field: unknown) =>
    field instanceof Error
      ? { name: field.name, code: (field as { code?: string }).code, message: field.message }
      : field,
  );
}
