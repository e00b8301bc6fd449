import type { Framing } from '../../frame/framing.js';
import type { V2FramingOptions } from '../../frame/v2/v2Framing.js';

/** What a framing of transport v2 needs from its peer; the cryptography is part of the module. */
export type V2Options = Omit<V2FramingOptions, 'ciphers' | 'createKeyExchange'>;

/** The module with the code of transport v2: transportV2.ts. */
export interface TransportV2 {
  /** The framing of one connection. */
  createV2Framing(options: V2Options): Framing;
}

/** Where peers get the code of transport v2 from: the module `#transportV2`. */
export interface V2Source {
  /** The code, or undefined if it was not loaded yet. */
  readonly loaded: TransportV2 | undefined;
  /** Loads the code. Rejects with the error of the loader; the next call tries again. */
  load(): Promise<TransportV2>;
  /** Sets the code, for a caller that imports it statically. */
  provide(code: TransportV2): void;
}
