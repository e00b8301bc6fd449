import type { Readable, Writable } from 'node:stream';
import type { Observable } from 'rxjs';

/** Everything that the program uses of its process, so that tests can replace it. */
export interface Io {
  /** Where `-` reads a transaction from. Default: `process.stdin`. */
  readonly stdin?: Readable | undefined;
  readonly stdout: Writable & { readonly isTTY?: boolean | undefined };
  readonly stderr: Writable & { readonly isTTY?: boolean | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Emits when the program has to stop. */
  readonly stop$: Observable<unknown>;
}
