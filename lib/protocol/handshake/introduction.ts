import { ServiceFlags } from '../../messages/services.js';
import type { Message } from '../../messages/table.js';
import type { VersionMessage } from '../../messages/version.js';
import type { ConversationContext, Features, NamedFeature } from '../runtime/conversation.js';
import { featuresIn } from '../noticeFeatures.js';

/** From here on wtxidrelay (BIP339) and sendaddrv2 are said, the second to those who may not know it only (Bitcoin Core). */
const FEATURES_PROTOCOL_VERSION = 70_016;

/** From here on features have names (BIP434). */
export const NAMED_FEATURES_PROTOCOL_VERSION = 70_017;

/** How many named features of a remote are kept; the rest is let by. */
const MAX_NAMED_FEATURES = 100;

/** What the remote tells of itself up to its verack, reported as it becomes known. */
export class Introduction {
  constructor(private readonly context: Pick<ConversationContext, 'agreed' | 'report'>) {}

  /** The remote has said its version, and we speak `ours`, as far as that is known. */
  meet(remote: VersionMessage, ours: number | undefined): void {
    const { report } = this.context;
    const spoken = ours === undefined ? {} : { protocolVersion: Math.min(ours, remote.version) };
    report({ kind: 'agreed', agreement: { remote, ...spoken } });
    report({
      kind: 'features',
      features: { witness: (remote.services & ServiceFlags.witness) !== 0n, relay: remote.relay ?? true },
    });
  }

  /** The remote has said this between its version and its verack. */
  notice(message: Message): void {
    const features = this.featuresOf(message);
    if (features !== undefined) this.context.report({ kind: 'features', features });
  }

  get speaksFeatures(): boolean {
    return this.speaks(FEATURES_PROTOCOL_VERSION);
  }

  get speaksNamedFeatures(): boolean {
    return this.speaks(NAMED_FEATURES_PROTOCOL_VERSION);
  }

  private featuresOf(message: Message): Partial<Features> | undefined {
    switch (message.command) {
      case 'wtxidrelay':
        return this.speaksFeatures ? { wtxidRelay: true } : undefined;
      case 'sendaddrv2':
        return { addrV2: true };
      case 'sendtxrcncl':
        return { reconciliation: { version: message.version, salt: message.salt } };
      case 'feature':
        return this.withNamed(message);
      default:
        return featuresIn(message);
    }
  }

  private withNamed({ featureId, featureData }: NamedFeature): Partial<Features> | undefined {
    const { named } = this.context.agreed.features;
    if (!this.speaksNamedFeatures || named.length >= MAX_NAMED_FEATURES) return undefined;
    return { named: [...named, { featureId, featureData }] };
  }

  private speaks(protocolVersion: number): boolean {
    return (this.context.agreed.protocolVersion ?? 0) >= protocolVersion;
  }
}
