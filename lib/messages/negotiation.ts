import { struct } from '../codec/combinators.js';
import { bool, i64le, u32le, u64le, varBytes } from '../codec/primitives.js';
import { varString } from '../codec/text.js';
import { RemoteProtocolError } from '../base/errors.js';
import { defineMessage, type MessageDefinition } from './defineMessage.js';

/** Asks the remote to announce transactions by wtxid; sent between version and verack, from protocol version 70016 on (BIP339). */
export interface WtxidrelayMessage {
  readonly command: 'wtxidrelay';
}
export const wtxidrelay = defineMessage('wtxidrelay', struct({}));

/** Asks the remote to send addresses as addrv2; sent between version and verack (BIP155). */
export interface Sendaddrv2Message {
  readonly command: 'sendaddrv2';
}
export const sendaddrv2 = defineMessage('sendaddrv2', struct({}));

/** Asks the remote to announce blocks by headers instead of inv (BIP130). */
export interface SendheadersMessage {
  readonly command: 'sendheaders';
}
export const sendheaders = defineMessage('sendheaders', struct({}));

/** Offers compact blocks of a version, and asks for announcements by cmpctblock or not (BIP152). */
export interface SendcmpctMessage {
  readonly command: 'sendcmpct';
  /** True: the remote should announce blocks by cmpctblock. False: by inv or headers. */
  announce: boolean;
  /** Version of compact blocks; only 2 is in use. */
  version: bigint;
}
export const sendcmpct = defineMessage('sendcmpct', struct({ announce: bool, version: u64le }));

/** Asks the remote not to announce transactions that pay a lower fee rate (BIP133). */
export interface FeefilterMessage {
  readonly command: 'feefilter';
  /** Minimum fee rate, in satoshis per 1000 virtual bytes. */
  feeRate: bigint;
}
export const feefilter = defineMessage('feefilter', struct({ feeRate: i64le }));

/** Offers transaction reconciliation (Erlay); sent between version and verack (BIP330). */
export interface SendtxrcnclMessage {
  readonly command: 'sendtxrcncl';
  /** Version of the reconciliation protocol; 1 is defined. */
  version: number;
  /** Random number; a part of the key of the short ids of this connection. */
  salt: bigint;
}
export const sendtxrcncl = defineMessage('sendtxrcncl', struct({ version: u32le, salt: u64le }));

/** BIP434: limits of a feature's name and of its data, in bytes. */
export const MIN_FEATURE_ID_BYTES = 4;
export const MAX_FEATURE_ID_BYTES = 80;
export const MAX_FEATURE_DATA_BYTES = 512;

/** Announces a feature of the sender by name; sent between version and verack, from protocol version 70017 on (BIP434). */
export interface FeatureMessage {
  readonly command: 'feature';
  /** Name of the feature: 4 to 80 bytes of text. */
  featureId: string;
  /** Data whose meaning the feature defines, at most 512 bytes. */
  featureData: Uint8Array;
}
const namedFeature = struct({
  featureId: varString({ minBytes: MIN_FEATURE_ID_BYTES, maxBytes: MAX_FEATURE_ID_BYTES }),
  featureData: varBytes({ maxBytes: MAX_FEATURE_DATA_BYTES }),
});

/** BIP434 requires a disconnect for every problem, left-over bytes included: all of them have the error code `BAD_FEATURE`. */
const strictFeature: typeof namedFeature = {
  ...namedFeature,
  readInto(reader, target) {
    let value;
    try {
      value = namedFeature.readInto(reader, target);
    } catch (error) {
      throw error instanceof RemoteProtocolError ? error.withCode('BAD_FEATURE') : error;
    }
    if (reader.remaining > 0) reader.fail('BAD_FEATURE', `${reader.remaining} bytes after the data, 0 allowed`);
    return value;
  },
  read: (reader) => strictFeature.readInto(reader, {}),
};

export const feature: MessageDefinition<'feature', Omit<FeatureMessage, 'command'>> = defineMessage(
  'feature',
  strictFeature,
);
