/** `rxpeer/wire`: messages, codecs and digests. It imports neither RxJS nor Node. */
export { escapeText } from './base/escapeText.js';
export { fromHex, toHex } from './codec/hex.js';
export { bytesOfHash, hashOfBytes, type Hash } from './codec/hash.js';
export { blockHash, proofOfWorkHash } from './digests/blockHash.js';
export {
  claimIdOf,
  claimOf,
  withoutClaim,
  type Claim,
  type ClaimSupport,
  type ClaimUpdate,
  type NewClaim,
} from './digests/claim.js';
export { compactFilterOfBlock, compactFilterMatchesAny } from './digests/compactFilter.js';
export {
  compactFilterVerify,
  compactFilterVerifyHeaders,
  compactFilterHash,
  compactFilterHeader,
  compactFilterHeaders,
  FIRST_PREVIOUS_FILTER_HEADER,
} from './digests/compactFilterHeader.js';
export { matchShortIds, type CompactBlock, type MatchedShortIds } from './digests/matchShortIds.js';
export { checkMerkleRoot, merkleRootOf, witnessMerkleRootOf } from './digests/merkle.js';
export {
  matchedTransactions,
  partialMerkleTree,
  type MatchedTransaction,
  type PartialMerkleTree,
} from './digests/partialMerkleTree.js';
export { compactBlockKey, shortIdOf } from './digests/shortId.js';
export { bitsOfTarget, meetsTarget, targetOfBits, workOf } from './digests/target.js';
export { checkWitnessCommitment, witnessCommitmentOf } from './digests/witnessCommitment.js';
export { parseAddress, NetworkId, formatAddress, type NetworkAddress } from './address/addressText.js';
export type { SipHashKey } from './crypto/sipHash.js';
export { txid, wtxid } from './digests/transactionId.js';
export { vsizeOf, weightOf } from './digests/weight.js';
export {
  isPeerError,
  LocalProtocolError,
  PeerError,
  PeerTimeoutError,
  RemoteProtocolError,
  TransportError,
  type LocalProtocolErrorCode,
  type PeerTimeoutErrorCode,
  type RemoteProtocolErrorCode,
  type TransportErrorCode,
  type TransportErrorOptions,
} from './base/errors.js';
export { FrameDecoder, type Frame } from './frame/frameDecoder.js';
export { encodeFrame } from './frame/frameEncoder.js';
export type { FrameFormat } from './frame/header.js';
export { toAddressV2, toTimedAddress } from './address/addressForms.js';
export type { AlertMessage } from './messages/alert.js';
export type {
  FilteraddMessage,
  FilterclearMessage,
  FilterloadMessage,
  MerkleblockMessage,
} from './messages/bloomFilter.js';
export type {
  BlocktxnMessage,
  CmpctblockMessage,
  GetblocktxnMessage,
  PrefilledTransaction,
} from './messages/compactBlock.js';
export type {
  CfcheckptMessage,
  CfheadersMessage,
  CfilterMessage,
  GetcfcheckptMessage,
  GetcfheadersMessage,
  GetcfiltersMessage,
} from './messages/compactFilters.js';
export type { AddressV2, AddrMessage, Addrv2Message, GetaddrMessage, TimedAddress } from './messages/addresses.js';
export type { Block, BlockMessage } from './messages/block.js';
export { blockLocator } from './messages/blockLocator.js';
export type { BlockHeader, LbryBlockHeader } from './messages/blockHeader.js';
export type { GetblocksMessage, GetheadersMessage, HeadersMessage } from './messages/headers.js';
export { parseIp, formatIp } from './address/ipAddress.js';
export {
  inventoryKey,
  InventoryType,
  type GetdataMessage,
  type InventoryItem,
  type InvMessage,
  type MempoolMessage,
  type NotfoundMessage,
} from './messages/inventory.js';
export type { MessageLimits } from './messages/limits.js';
export type {
  FeatureMessage,
  FeefilterMessage,
  Sendaddrv2Message,
  SendcmpctMessage,
  SendheadersMessage,
  SendtxrcnclMessage,
  WtxidrelayMessage,
} from './messages/negotiation.js';
export type { NetAddress } from './messages/netAddress.js';
export type { PingMessage, PongMessage } from './messages/ping.js';
export { RejectCode, type RejectMessage } from './messages/reject.js';
export { ServiceFlags } from './messages/services.js';
export type { Command, LbryMessage, Message, MessageOf } from './messages/table.js';
export type { OutPoint, Transaction, TransactionInput, TransactionOutput, TxMessage } from './messages/transaction.js';
export type { TransactionExtension } from './messages/transactionExtension.js';
export type { UndecodedTransactions } from './messages/undecodedTransactions.js';
export type { UnknownMessage } from './messages/unknown.js';
export type { VerackMessage, VersionMessage } from './messages/version.js';
export { bitcoin } from './networks/bitcoin.js';
export { KNOWN_NETWORKS } from './networks/knownNetworks.js';
export { lbry } from './networks/lbry.js';
export { defineNetwork, type Network, type NetworkDefinition, type NetworkWithGenesis } from './networks/network.js';
export { networkNamed } from './networks/networkNamed.js';
export { VERSION } from './base/version.js';
export { toJson, type Json } from './wire/json.js';
export type { FieldKind, FieldRole, PayloadField } from './codec/payloadField.js';
export { layoutOf, type LayoutOptions } from './wire/layoutOf.js';
export { byteRangesOf, fieldAt, type ByteRange } from './wire/fieldLookup.js';
export { summary } from './wire/summary.js';
export { decodeMessage, encodeMessage } from './wire/message.js';
export { decodeFrame, type DecodeOptions, type EncodeOptions } from './wire/payload.js';
