import type { Writable } from 'node:stream';
import type { Observable } from 'rxjs';

/** All that the program has of the world besides the network. */
export interface Io {
  readonly stdout: Writable & { readonly isTTY?: boolean | undefined };
  readonly stderr: Writable & { readonly isTTY?: boolean | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Tells that the program shall end. */
  readonly stop$: Observable<unknown>;
}
