import { chacha20, chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { packetNonce, REKEY_INTERVAL } from './fsChaCha20.js';

/** The bytes of the tag after an encrypted text. */
export const TAG_BYTES = 16;

/** FSChaCha20Poly1305 of BIP324: encrypts or decrypts the packets of one direction, each with its own nonce. */
export class FsChaCha20Poly1305 {
  private counter = 0;
  private rekeyings = 0;

  constructor(private key: Uint8Array) {}

  /** Writes the encrypted text and its tag to `target`, which is longer than `text` by TAG_BYTES and does not overlap it. */
  encrypt(text: Uint8Array, associated: Uint8Array, target: Uint8Array): void {
    encryptPacket(this.key, this.nonce(), text, associated, target);
    this.advance();
  }

  /** The text in a new buffer; undefined if the tag is wrong. */
  decrypt(encrypted: Uint8Array, associated: Uint8Array): Uint8Array | undefined {
    const text = decryptPacket(this.key, this.nonce(), encrypted, associated);
    if (text !== undefined) this.advance();
    return text;
  }

  private nonce(): Uint8Array {
    return packetNonce(this.counter, this.rekeyings);
  }

  /** The next key is the keystream's second block for the counter 0xffffffff: equal to the BIP's encryption of 32 zeros. */
  private advance(): void {
    this.counter += 1;
    if (this.counter < REKEY_INTERVAL) return;
    this.key = chacha20(this.key, packetNonce(0xffff_ffff, this.rekeyings), new Uint8Array(32), undefined, 1);
    this.counter = 0;
    this.rekeyings += 1;
  }
}

/** ChaCha20-Poly1305 (RFC 8439, 2.8): writes the encrypted text and its tag to `target`. */
export function encryptPacket(
  key: Uint8Array,
  nonce: Uint8Array,
  text: Uint8Array,
  associated: Uint8Array,
  target: Uint8Array,
): void {
  chacha20poly1305(key, nonce, associated).encrypt(text, target);
}

/** The text in a new buffer; undefined if the tag is wrong. */
export function decryptPacket(
  key: Uint8Array,
  nonce: Uint8Array,
  encrypted: Uint8Array,
  associated: Uint8Array,
): Uint8Array | undefined {
  try {
    return chacha20poly1305(key, nonce, associated).decrypt(encrypted);
  } catch {
    return undefined;
  }
}
