import { NO_FEATURES, type Agreement, type Features } from '../protocol/runtime/conversation.js';
import type { VersionMessage } from '../messages/version.js';

/** What the conversations have agreed so far; they read it as their context's `agreed`. */
export class AgreementState implements Agreement {
  local: VersionMessage | undefined;
  remote: VersionMessage | undefined;
  protocolVersion: number | undefined;
  offersReconciliation: boolean | undefined;
  features: Features = NO_FEATURES;

  agree(agreement: Partial<Omit<Agreement, 'features'>>): void {
    Object.assign(this, agreement);
  }

  addFeatures(features: Partial<Features>): void {
    this.features = { ...this.features, ...features };
  }
}
