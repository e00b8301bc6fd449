import { NO_BYTES, plainBytes } from '../../codec/reader.js';
import { joinBytes } from '../../codec/joinBytes.js';
import { errorReason } from '../../base/errorReason.js';
import { RemoteProtocolError, TransportError, type PeerError } from '../../base/errors.js';
import type { Frame } from '../frameDecoder.js';
import type { Framing, FramingState } from '../framing.js';
import { KEY_BYTES, MAX_GARBAGE_BYTES } from './beforePackets.js';

/** The most bytes that are stored while transport v2 is loaded: before it has our key, a remote can send its own key and garbage only. */
export const MAX_LOADING_BYTES = KEY_BYTES + MAX_GARBAGE_BYTES;

/**
 * The framing of a v2 connection whose code is still being loaded: stores what the remote sends, and passes everything to the real framing when
 * it exists.
 *
 *     Loading ── loaded ─▶ the states of the loaded framing
 *        └────── failed ─▶ each `next` throws
 *
 * Stores at most MAX_LOADING_BYTES. Errors with TransportError `CONNECT_FAILED` if the code cannot be loaded, with RemoteProtocolError
 * `NO_TERMINATOR` for more bytes than can be stored, and with the errors of the loaded framing.
 */
export class LoadingFraming implements Framing {
  readonly version = 2;
  private loaded: Framing | undefined;
  /** The bytes that the loaded framing does not have yet. */
  private stored: Uint8Array = NO_BYTES;
  private failure: PeerError | undefined;

  /**
   * @param framing the loaded framing
   * @param wake called when `next` and `takeOutput` have to be called, because the framing was loaded or cannot be loaded
   */
  constructor(framing: Promise<Framing>, wake: () => void) {
    const settled = framing.then(
      (loaded) => {
        this.loaded = loaded;
      },
      (cause: unknown) => {
        this.failure ??= new TransportError('CONNECT_FAILED', loadingFailure(cause), { cause });
      },
    );
    void settled.then(wake);
  }

  get state(): FramingState {
    return this.loaded?.state ?? 'Loading';
  }

  get sessionId(): string | undefined {
    return this.loaded?.sessionId;
  }

  get canSend(): boolean {
    return this.loaded?.canSend ?? false;
  }

  get hasReceived(): boolean {
    return this.stored.length > 0 || this.loaded?.hasReceived === true;
  }

  get refusedBytes(): number {
    return this.loaded?.refusedBytes ?? 0;
  }

  push(chunk: Uint8Array): void {
    const bytes = this.stored.length === 0 ? chunk : joinBytes([this.stored, chunk]);
    this.stored = NO_BYTES;
    if (this.loaded !== undefined) this.loaded.push(bytes);
    else this.stored = plainBytes(bytes);
  }

  next(): Frame | undefined {
    if (this.failure !== undefined) throw this.failure;
    if (this.loaded !== undefined) return this.loaded.next();
    if (this.stored.length > MAX_LOADING_BYTES) {
      const fact = `${this.stored.length} bytes before our key was sent, at most ${MAX_LOADING_BYTES} allowed`;
      this.failure = new RemoteProtocolError('NO_TERMINATOR', fact);
      throw this.failure;
    }
    // The chunk is valid until this call only.
    this.stored = this.stored.slice();
    return undefined;
  }

  end(): void {
    if (this.loaded !== undefined && this.stored.length === 0) this.loaded.end();
    else if (this.stored.length > 0) {
      throw new RemoteProtocolError(
        'TRUNCATED',
        `stream ended after ${this.stored.length} bytes, before our key was sent`,
      );
    }
  }

  takeOutput(): Uint8Array | undefined {
    return this.loaded?.takeOutput();
  }

  seal(command: string, frame: Uint8Array): Uint8Array {
    if (this.loaded === undefined) throw new Error('seal before transport v2 was loaded');
    return this.loaded.seal(command, frame);
  }

  plainForm(command: string, frame: Uint8Array): Uint8Array {
    return this.loaded === undefined ? frame : this.loaded.plainForm(command, frame);
  }
}

function loadingFailure(cause: unknown): string {
  return `the code of transport v2 cannot be loaded (${errorReason(cause)}): check that the page may load all files of its bundle`;
}
