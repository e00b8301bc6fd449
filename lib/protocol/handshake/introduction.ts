import { ServiceFlags } from '../../messages/services.js';
import type { Message } from '../../messages/table.js';
import type { VersionMessage } from '../../messages/version.js';
import type { Features, NamedFeature } from '../runtime/agreement.js';
import type { ConversationEnvironment } from '../runtime/environment.js';
import { featuresIn } from '../noticeFeatures.js';

/** From this protocol version on we send wtxidrelay (BIP339) and sendaddrv2 (BIP155), as Bitcoin Core does. */
const FEATURES_PROTOCOL_VERSION = 70_016;

/** From this protocol version on features are announced by `feature` messages, which name them (BIP434). */
export const NAMED_FEATURES_PROTOCOL_VERSION = 70_017;

/** The number of named features stored per remote; further ones are ignored. */
const MAX_NAMED_FEATURES = 100;

/** Reports the version and the features of the remote that arrive before its verack. */
export class Introduction {
  constructor(private readonly context: Pick<ConversationEnvironment, 'agreed' | 'report'>) {}

  /** The remote's version arrived. @param localProtocolVersion ours, if it is known */
  versionReceived(remote: VersionMessage, localProtocolVersion: number | undefined): void {
    const { context } = this;
    const negotiated =
      localProtocolVersion === undefined ? {} : { protocolVersion: Math.min(localProtocolVersion, remote.version) };
    context.report({ kind: 'agreed', agreement: { remote, ...negotiated } });
    context.report({
      kind: 'features',
      features: { witness: (remote.services & ServiceFlags.witness) !== 0n, relay: remote.relay ?? true },
    });
  }

  /** A message between the remote's version and its verack arrived. */
  featureReceived(message: Message): void {
    const features = this.featuresOf(message);
    if (features !== undefined) this.context.report({ kind: 'features', features });
  }

  get supportsFeatures(): boolean {
    return this.supports(FEATURES_PROTOCOL_VERSION);
  }

  get supportsNamedFeatures(): boolean {
    return this.supports(NAMED_FEATURES_PROTOCOL_VERSION);
  }

  private featuresOf(message: Message): Partial<Features> | undefined {
    switch (message.command) {
      case 'wtxidrelay':
        return this.supportsFeatures ? { wtxidRelay: true } : undefined;
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
    if (!this.supportsNamedFeatures || named.length >= MAX_NAMED_FEATURES) return undefined;
    return { named: [...named, { featureId, featureData }] };
  }

  private supports(protocolVersion: number): boolean {
    return (this.context.agreed.protocolVersion ?? 0) >= protocolVersion;
  }
}
