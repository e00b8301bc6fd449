import { struct } from '../codec/combinators.js';
import { bool, i64le, u32le, u64le, varBytes } from '../codec/primitives.js';
import { varString } from '../codec/text.js';
import { RemoteProtocolError } from '../base/errors.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';

/** Announce transactions by wtxid; between version and verack, from protocol 70016 on (BIP339). */
export const wtxidrelay = defineMessage('wtxidrelay', struct({}));
export type WtxidrelayMessage = MessageOfDefinition<typeof wtxidrelay>;

/** Send me addresses as addrv2; between version and verack (BIP155). */
export const sendaddrv2 = defineMessage('sendaddrv2', struct({}));
export type Sendaddrv2Message = MessageOfDefinition<typeof sendaddrv2>;

/** Announce blocks by headers (BIP130). */
export const sendheaders = defineMessage('sendheaders', struct({}));
export type SendheadersMessage = MessageOfDefinition<typeof sendheaders>;

/** Announce blocks by cmpctblock (`announce`), and which version of compact blocks is meant; only 2 is in use (BIP152). */
export const sendcmpct = defineMessage('sendcmpct', struct({ announce: bool, version: u64le }));
export type SendcmpctMessage = MessageOfDefinition<typeof sendcmpct>;

/** Announce no transaction that pays less than `feeRate` satoshis per 1000 virtual bytes (BIP133). */
export const feefilter = defineMessage('feefilter', struct({ feeRate: i64le }));
export type FeefilterMessage = MessageOfDefinition<typeof feefilter>;

/** "I can reconcile transactions"; between version and verack (BIP330). */
export const sendtxrcncl = defineMessage('sendtxrcncl', struct({ version: u32le, salt: u64le }));
export type SendtxrcnclMessage = MessageOfDefinition<typeof sendtxrcncl>;

/** BIP434: the bounds of a feature's name and of its data, in bytes. */
export const MIN_FEATURE_ID_BYTES = 4;
export const MAX_FEATURE_ID_BYTES = 80;
export const MAX_FEATURE_DATA_BYTES = 512;

/** The fields of a feature message (BIP434). */
export interface Feature {
  /** The feature's name: 4 to 80 bytes. */
  featureId: string;
  /** Data for this feature, at most 512 bytes. */
  featureData: Uint8Array;
}

const namedFeature = struct<Feature>({
  featureId: varString({ minBytes: MIN_FEATURE_ID_BYTES, maxBytes: MAX_FEATURE_ID_BYTES }),
  featureData: varBytes({ maxBytes: MAX_FEATURE_DATA_BYTES }),
});

/** BIP434 requires a disconnect for any problem, bytes left over included: they all have the code `BAD_FEATURE`. */
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

/** A feature by its name, `featureId` of 4 to 80 bytes; between version and verack, from protocol 70017 on (BIP434). */
export const feature = defineMessage('feature', strictFeature);
export type FeatureMessage = MessageOfDefinition<typeof feature>;
