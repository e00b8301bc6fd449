import type { Hash } from '../../codec/primitives.js';
import { ZERO_HASH } from '../../protocol/exchanges/answers.js';
import type { Agreement } from '../../protocol/runtime/conversation.js';
import { toTimedAddress } from '../../address/addressForms.js';
import { MAX_ADDRESSES, type AddressV2 } from '../../messages/addresses.js';
import { REJECT_PROTOCOL_VERSION } from '../../messages/reject.js';
import type { Message } from '../../messages/table.js';
import { sampleOf } from '../../collections/randomSample.js';

/** What a refusal says; `hash` names the transaction or block that was refused. */
export interface Rejection {
  message: string;
  code: number;
  reason: string;
  hash?: Hash | undefined;
}

export interface PushesContext {
  readonly agreed: Agreement;
  readonly random: (bytes: number) => Uint8Array;
  readonly protocolVersion: () => number;
  readonly send: (message: Message) => Promise<boolean>;
}

/** The messages that lbcd's peer makes for its callers, with its rules (peer/peer.go Push…). */
export class Pushes {
  private lastGetblocks: string | undefined;
  private lastGetheaders: string | undefined;

  constructor(private readonly context: PushesContext) {}

  addresses(addresses: readonly AddressV2[]): AddressV2[] {
    const { agreed, random, send } = this.context;
    const asAddr = (address: AddressV2): boolean => toTimedAddress(address) !== undefined;
    const fitting = agreed.features.addrV2 ? [...addresses] : addresses.filter(asAddr);
    const chosen = sampleOf(fitting, MAX_ADDRESSES, random);
    if (chosen.length === 0) return [];
    void send(
      agreed.features.addrV2
        ? { command: 'addrv2', addresses: chosen }
        : { command: 'addr', addresses: chosen.map((address) => toTimedAddress(address)!) },
    );
    return chosen;
  }

  getBlocks(locator: readonly Hash[], stopHash: Hash = ZERO_HASH): Promise<boolean> {
    const question = locatorKey(locator, stopHash);
    if (question !== undefined && question === this.lastGetblocks) return Promise.resolve(false);
    const sent = this.context.send({ command: 'getblocks', ...this.locatorFields(locator, stopHash) });
    this.lastGetblocks = question;
    return sent;
  }

  getHeaders(locator: readonly Hash[], stopHash: Hash = ZERO_HASH): Promise<boolean> {
    const question = locatorKey(locator, stopHash);
    if (question !== undefined && question === this.lastGetheaders) return Promise.resolve(false);
    const sent = this.context.send({ command: 'getheaders', ...this.locatorFields(locator, stopHash) });
    this.lastGetheaders = question;
    return sent;
  }

  reject({ message, code, reason, hash }: Rejection): Promise<boolean> {
    const { agreed, send } = this.context;
    if ((agreed.remote?.version ?? REJECT_PROTOCOL_VERSION) < REJECT_PROTOCOL_VERSION) return Promise.resolve(false);
    const names = message === 'tx' || message === 'block';
    const named = names ? { hash: hash ?? ZERO_HASH } : {};
    return send({ command: 'reject', message, code, reason, ...named });
  }

  private locatorFields(locator: readonly Hash[], stopHash: Hash) {
    return { version: this.context.protocolVersion(), locator: [...locator], stopHash };
  }
}

/** What makes two questions the same: their newest block and where to stop. An empty locator is never the same. */
function locatorKey(locator: readonly Hash[], stopHash: Hash): string | undefined {
  return locator[0] === undefined ? undefined : `${locator[0]}:${stopHash}`;
}
