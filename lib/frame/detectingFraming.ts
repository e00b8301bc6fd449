import { NO_BYTES, plainBytes } from '../codec/reader.js';
import { joinBytes } from '../codec/joinBytes.js';
import { RemoteProtocolError } from '../base/errors.js';
import type { Frame } from './frameDecoder.js';
import type { Framing, FramingState } from './framing.js';
import type { FrameFormat } from './header.js';
import { isV1Version, VERSION_PREFIX_BYTES } from './v1/versionPrefix.js';
import type { MagicNames } from './wrongMagic.js';

/** The options of DetectingFraming. */
export interface DetectingFramingOptions {
  format: FrameFormat;
  magicNames: MagicNames;
  createV1: () => Framing;
  createV2: () => Framing;
}

/**
 * The framing of an inbound connection whose remote chooses the transport. The first 16 bytes decide: our magic and the command `version` are v1;
 * another magic and `version` are v1 of another network, which errors with RemoteProtocolError `WRONG_MAGIC`; everything else is a key of v2.
 */
export class DetectingFraming implements Framing {
  private chosen: Framing | undefined;
  private prefix: Uint8Array = NO_BYTES;
  private chunk: Uint8Array = NO_BYTES;
  private failure: RemoteProtocolError | undefined;

  /** Undefined once the transport is chosen: what the options refer to can then be freed. */
  private options: DetectingFramingOptions | undefined;

  constructor(options: DetectingFramingOptions) {
    this.options = options;
  }

  get version(): 1 | 2 | undefined {
    return this.chosen?.version;
  }

  get state(): FramingState {
    return this.chosen?.state ?? 'Detecting';
  }

  get sessionId(): string | undefined {
    return this.chosen?.sessionId;
  }

  get canSend(): boolean {
    return this.chosen?.canSend ?? false;
  }

  get hasReceived(): boolean {
    return this.chosen?.hasReceived ?? (this.prefix.length > 0 || this.chunk.length > 0);
  }

  get refusedBytes(): number {
    return this.chosen?.refusedBytes ?? 0;
  }

  push(chunk: Uint8Array): void {
    if (this.chosen !== undefined) this.chosen.push(chunk);
    else this.chunk = this.prefix.length === 0 ? plainBytes(chunk) : joinBytes([this.prefix, chunk]);
  }

  next(): Frame | undefined {
    if (this.chosen !== undefined) return this.chosen.next();
    if (this.failure !== undefined) throw this.failure;
    const { chunk } = this;
    this.chunk = NO_BYTES;
    if (chunk.length < VERSION_PREFIX_BYTES) {
      this.prefix = chunk.slice();
      return undefined;
    }
    this.prefix = NO_BYTES;
    const chosen = this.choose(chunk, this.options!);
    this.chosen = chosen;
    this.options = undefined;
    chosen.push(chunk);
    return chosen.next();
  }

  end(): void {
    if (this.chosen !== undefined) this.chosen.end();
    else if (this.prefix.length > 0)
      throw new RemoteProtocolError('TRUNCATED', `stream ended after ${this.prefix.length} bytes`);
  }

  takeOutput(): Uint8Array | undefined {
    return this.chosen?.takeOutput();
  }

  seal(command: string, frame: Uint8Array): Uint8Array {
    if (this.chosen === undefined) throw new Error('seal before the transport was detected');
    return this.chosen.seal(command, frame);
  }

  plainForm(command: string, frame: Uint8Array): Uint8Array {
    return this.chosen === undefined ? frame : this.chosen.plainForm(command, frame);
  }

  private choose(bytes: Uint8Array, options: DetectingFramingOptions): Framing {
    const { createV1, createV2, format, magicNames } = options;
    try {
      return isV1Version(bytes, format, magicNames) ? createV1() : createV2();
    } catch (error) {
      this.failure = error as RemoteProtocolError;
      throw error;
    }
  }
}
