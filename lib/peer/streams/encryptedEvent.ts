import type { TransportSecrets } from '../../frame/framing.js';
import type { PassedBytes } from './passedBytes.js';

/** What `encrypted$` of a peer emits: the bytes of a connection by transport v2 as they pass, and once what decrypts them. */
export type EncryptedEvent = EncryptedBytes | SessionSecrets;

/**
 * Bytes of a connection by transport v2 as they pass: keys, garbage, terminators, and encrypted packets. Received ones are a chunk of the transport,
 * of an inbound connection the first one has at least 16 bytes; sent ones are what is written at once.
 */
export interface EncryptedBytes extends PassedBytes {
  /** Distinguishes the kinds of event. */
  readonly kind: 'rawBytes';
}

/** What decrypts the bytes of a connection by transport v2, besides the magic of its network and the side that dialled. */
export interface SessionSecrets extends TransportSecrets {
  /** Distinguishes the kinds of event. */
  readonly kind: 'secrets';
  /** When the last of them, the end of the remote's garbage, arrived: time of day, in milliseconds since 1970. */
  readonly atMs: number;
}
