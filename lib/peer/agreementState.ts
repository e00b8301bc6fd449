import { NO_FEATURES, type Agreement, type Features } from '../protocol/runtime/agreement.js';
import type { VersionMessage } from '../messages/version.js';

/** Stores what the conversations of a peer report about versions and features. They read it as `agreed` of their context. */
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
