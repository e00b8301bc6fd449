import type { TransportSecrets } from '../../frame/framing.js';
import type { PassedBytes } from './passedBytes.js';

/** The events that `encrypted$` of a peer emits: the encrypted bytes of a v2 connection, and once the secrets that decrypt them. */
export type EncryptedEvent = EncryptedBytes | SessionSecrets;

/**
 * Encrypted bytes of a v2 connection: keys, garbage, terminators, and encrypted packets. Received bytes are a chunk of the transport; on
 * an inbound connection the first one has at least 16 bytes. Sent bytes are those of one write.
 */
export interface EncryptedBytes extends PassedBytes {
  /** Distinguishes the kinds of event. */
  readonly kind: 'rawBytes';
}

/** The secrets that decrypt the bytes of a v2 connection. Decryption also needs the magic of the network and the side that dialled. */
export interface SessionSecrets extends TransportSecrets {
  /** Distinguishes the kinds of event. */
  readonly kind: 'secrets';
  /** When the last secret, which is the end of the remote's garbage, arrived: time of day, in milliseconds since 1970. */
  readonly atMs: number;
}
