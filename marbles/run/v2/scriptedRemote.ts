import { joinBytes } from '../../../lib/codec/joinBytes.js';
import { createSeededRandom } from '../../../lib/collections/seededRandom.js';
import { packetCiphers } from '#fastV2';
import { createKeyExchange } from '../../../lib/crypto/keyExchange.js';
import type { PacketOpener, PacketSealer } from '../../../lib/frame/v2/packetCipher.js';
import { deriveSessionKeys } from '../../../lib/frame/v2/sessionKeys.js';
import { indexOfBytes } from './indexOfBytes.js';

const MAGIC = Uint8Array.of(0xfa, 0xbf, 0xb5, 0xda);
const KEY_BYTES = 64;
const NONE = new Uint8Array(0);

/**
 * The remote of a v2 connection with `framingOf(isInitiator, seed)`, without a framing of its own: it sends the parts of the key exchange in
 * any order, as often as wanted, so a test can break every rule. The keys come from the seed, so the parts are known before our key arrives.
 */
export class ScriptedRemote {
  readonly key: Uint8Array;
  /** Ends its garbage. */
  readonly terminator: Uint8Array;
  readonly sessionId: Uint8Array;
  /** The garbage that it has sent, which its first packet authenticates. */
  private garbage: Uint8Array = NONE;
  private readonly sealer: PacketSealer;
  private readonly opener: PacketOpener;
  private readonly ourTerminator: Uint8Array;
  private isFirstPacket = true;
  /** What we have sent and `partsOf` has not recognised. */
  private unread: Uint8Array = NONE;
  private progress: 'key' | 'garbage' | 'version' | 'done' = 'key';

  /** @param isInitiator true if the framing under test is the initiator */
  constructor(isInitiator: boolean, seed = 1) {
    const remoteExchange = createKeyExchange(createSeededRandom(seed, 'scripted remote').bytes);
    const ourKey = createKeyExchange(randomOf(isInitiator, seed)).publicKey;
    const keys = deriveSessionKeys(remoteExchange.sharedSecret(ourKey, !isInitiator), MAGIC);
    const [ours, theirs] = isInitiator ? [keys.initiator, keys.responder] : [keys.responder, keys.initiator];
    this.key = remoteExchange.publicKey;
    this.sessionId = keys.sessionId;
    this.sealer = packetCiphers.createSealer(theirs);
    this.opener = packetCiphers.createOpener(ours);
    [this.ourTerminator, this.terminator] = isInitiator
      ? [keys.initiatorTerminator, keys.responderTerminator]
      : [keys.responderTerminator, keys.initiatorTerminator];
  }

  /** Garbage of this length. */
  sendGarbage(length: number): Uint8Array {
    const garbage = Uint8Array.from({ length }, (_, i) => 7 * i + length);
    this.garbage = joinBytes([this.garbage, garbage]);
    return garbage;
  }

  /** The next packet. @param authenticates false: forgets the garbage, which the first packet has to authenticate */
  sendPacket(header: number, contents: Uint8Array, authenticates = true): Uint8Array {
    const associated = this.isFirstPacket && authenticates ? this.garbage : NONE;
    this.isFirstPacket = false;
    return this.sealer.seal(header, NONE, contents, associated);
  }

  /** The names of the parts of the key exchange in what we have sent, each verified: `key`, `garbage`, `terminator`, `version`. */
  partsOf(sent: Uint8Array): string[] {
    this.unread = joinBytes([this.unread, sent]);
    const parts: string[] = [];
    if (this.progress === 'key' && this.unread.length >= KEY_BYTES) {
      this.unread = this.unread.slice(KEY_BYTES);
      this.progress = 'garbage';
      parts.push('key');
      if (this.unread.length > 0) parts.push('garbage');
    }
    const end = this.progress === 'garbage' ? indexOfBytes(this.unread, this.ourTerminator) : -1;
    if (end >= 0) {
      const garbage = this.unread.slice(0, end);
      const packet = this.unread.slice(end + this.ourTerminator.length);
      const packetBytes = this.opener.packetBytes(packet, 0);
      if (packet.length !== packetBytes) throw new Error(`${packet.length} bytes after the terminator`);
      if (!this.opener.open(packet, 0, packetBytes, garbage)) throw new Error('the garbage is not authenticated');
      if (this.opener.end - this.opener.start !== 1) throw new Error('our version packet is not empty');
      this.progress = 'done';
      this.unread = NONE;
      parts.push('terminator', 'version');
    }
    return parts;
  }
}

/** The random bytes of `framingOf` with the same seed. */
function randomOf(isInitiator: boolean, seed: number): (bytes: number) => Uint8Array {
  return createSeededRandom(seed, isInitiator ? 'initiator' : 'responder').bytes;
}
