import type { VersionMessage } from '../../messages/version.js';

/** The versions and features that both sides have announced and negotiated so far. */
export interface Agreement {
  /** Our version message; absent until it is sent. */
  readonly local?: VersionMessage | undefined;
  /** The remote's version message; absent until it arrives. */
  readonly remote?: VersionMessage | undefined;
  /** The lower of the two protocol versions; absent until both are known. */
  readonly protocolVersion?: number | undefined;
  /** True if we sent sendtxrcncl (BIP330). */
  readonly offersReconciliation?: boolean | undefined;
  /** What the remote supports and wants. */
  readonly features: Features;
}

/** The features that the remote supports and wants, as its messages announce them. */
export interface Features {
  /** The remote has witness data: NODE_WITNESS is among its services (BIP144). */
  readonly witness: boolean;
  /** The remote wants addrv2 (BIP155). */
  readonly addrV2: boolean;
  /** Both sides announce transactions by wtxid (BIP339). */
  readonly wtxidRelay: boolean;
  /** The remote wants blocks announced by headers (BIP130). */
  readonly sendHeaders: boolean;
  /** The remote wants transactions announced: the relay field of its version (BIP37). */
  readonly relay: boolean;
  /** The lowest fee rate the remote wants announced, in satoshis per 1000 virtual bytes (BIP133). Absent before a feefilter. */
  readonly feeRate?: bigint | undefined;
  /**
   * Present if the remote supports compact blocks version 2; `announce`: it wants new blocks announced by an unrequested cmpctblock (BIP152).
   */
  readonly compactBlocks?: { readonly announce: boolean } | undefined;
  /** The version and salt of the remote's sendtxrcncl (BIP330). Absent if it sent none. */
  readonly reconciliation?: { readonly version: number; readonly salt: bigint } | undefined;
  /** The remote's `feature` messages, in the order of arrival, at most 100 (BIP434). */
  readonly named: readonly NamedFeature[];
}

/** A feature message (BIP434). */
export interface NamedFeature {
  /** The name of the feature, 4 to 80 bytes of text. */
  readonly featureId: string;
  /** Its parameters, at most 512 bytes. */
  readonly featureData: Uint8Array;
}

/** The features of a remote that has sent nothing yet. */
export const NO_FEATURES: Features = {
  witness: false,
  addrV2: false,
  wtxidRelay: false,
  sendHeaders: false,
  relay: false,
  named: [],
};
