import type { Hash } from '../../codec/primitives.js';
import { ZERO_HASH } from '../../protocol/exchanges/answers.js';
import { toTimedAddress } from '../../address/addressForms.js';
import { MAX_ADDRESSES, type AddressV2 } from '../../messages/addresses.js';
import { REJECT_PROTOCOL_VERSION } from '../../messages/reject.js';
import type { Message } from '../../messages/table.js';
import type { PeerCore } from '../peerCore.js';
import type { Rejection } from './rejection.js';
import { sampleOf } from '../../collections/randomSample.js';

/**
 * Implements the `push…` methods of a peer by the rules of lbcd (peer/peer.go PushAddrMsg, PushGetBlocksMsg, PushGetHeadersMsg, PushRejectMsg).
 */
export class Pushes {
  private lastGetblocks: string | undefined;
  private lastGetheaders: string | undefined;

  constructor(private readonly core: PeerCore) {}

  addresses(addresses: readonly AddressV2[]): AddressV2[] {
    const { agreed, random } = this.core;
    const fitsAddr = (address: AddressV2): boolean => toTimedAddress(address) !== undefined;
    const candidates = agreed.features.addrV2 ? [...addresses] : addresses.filter(fitsAddr);
    const chosen = sampleOf(candidates, MAX_ADDRESSES, random);
    if (chosen.length === 0) return [];
    void this.send(
      agreed.features.addrV2
        ? { command: 'addrv2', addresses: chosen }
        : { command: 'addr', addresses: chosen.map((address) => toTimedAddress(address)!) },
    );
    return chosen;
  }

  getBlocks(locator: readonly Hash[], stopHash: Hash = ZERO_HASH): Promise<boolean> {
    const question = locatorKey(locator, stopHash);
    if (question !== undefined && question === this.lastGetblocks) return Promise.resolve(false);
    const sent = this.send({ command: 'getblocks', ...this.locatorFields(locator, stopHash) });
    this.lastGetblocks = question;
    return sent;
  }

  getHeaders(locator: readonly Hash[], stopHash: Hash = ZERO_HASH): Promise<boolean> {
    const question = locatorKey(locator, stopHash);
    if (question !== undefined && question === this.lastGetheaders) return Promise.resolve(false);
    const sent = this.send({ command: 'getheaders', ...this.locatorFields(locator, stopHash) });
    this.lastGetheaders = question;
    return sent;
  }

  reject({ message, code, reason, hash }: Rejection): Promise<boolean> {
    const { agreed } = this.core;
    if ((agreed.remote?.version ?? REJECT_PROTOCOL_VERSION) < REJECT_PROTOCOL_VERSION) return Promise.resolve(false);
    const hasHash = message === 'tx' || message === 'block';
    return this.send({ command: 'reject', message, code, reason, ...(hasHash ? { hash: hash ?? ZERO_HASH } : {}) });
  }

  private send(message: Message): Promise<boolean> {
    return this.core.outbox.send(message, {});
  }

  private locatorFields(locator: readonly Hash[], stopHash: Hash) {
    return { version: this.core.encodingVersion, locator: [...locator], stopHash };
  }
}

/** Identifies a question by the newest block of its locator and the stop hash; undefined for an empty locator. */
function locatorKey(locator: readonly Hash[], stopHash: Hash): string | undefined {
  return locator[0] === undefined ? undefined : `${locator[0]}:${stopHash}`;
}
