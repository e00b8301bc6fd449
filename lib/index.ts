/** `rxpeer`: all that runs anywhere: the wire, operators, conversations, peers over any transport. */
export { wallClockMs, type ClockScheduler } from './clock.js';
export { escapeText } from './bytes/escapeText.js';
export { fromHex, toHex } from './bytes/hex.js';
export type { Hash } from './bytes/primitives.js';
export { blockHash, proofOfWorkHash } from './digests/blockHash.js';
export { claimIdOf, claimOf, withoutClaim, type Claim } from './digests/claim.js';
export { basicFilter, matchesAny } from './digests/compactFilter.js';
export {
  checkFilter,
  checkFilterHeaders,
  filterHash,
  filterHeader,
  filterHeaders,
  FIRST_PREVIOUS_FILTER_HEADER,
} from './digests/filterHeader.js';
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
export { addressOfText, NetworkId, textOfAddress, type NetworkAddress } from './messages/addressText.js';
export type { SipHashKey } from './hash/sipHash.js';
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
} from './errors.js';
export { FrameDecoder, type Frame } from './frame/frameDecoder.js';
export { encodeFrame } from './frame/frameEncoder.js';
export type { FrameFormat } from './frame/header.js';
export { toAddressV2, toTimedAddress } from './messages/addressForms.js';
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
export type { BlockHeader, LbryBlockHeader } from './messages/blockHeader.js';
export type { GetblocksMessage, GetheadersMessage, HeadersMessage } from './messages/headers.js';
export { ipOfText, textOfIp } from './messages/ipAddress.js';
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
export type { UnknownMessage } from './messages/unknown.js';
export type { VerackMessage, VersionMessage } from './messages/version.js';
export { bitcoin } from './networks/bitcoin.js';
export { KNOWN_NETWORKS } from './networks/knownNetworks.js';
export { lbry } from './networks/lbry.js';
export {
  definePolicy,
  type Policy,
  type PolicyOverrides,
  type PolicyProfile,
  type PolicyRow,
} from './policy/policy.js';
export { VIOLATIONS, type Reaction, type Violation, type ViolationDefinition } from './policy/violations.js';
export { defineNetwork, type Network, type NetworkDefinition, type NetworkWithGenesis } from './networks/network.js';
export { networkNamed } from './networks/networkNamed.js';
export { VERSION } from './version.js';
export { toJson, type Json } from './wire/json.js';
export { summary } from './wire/summary.js';
export { decodeMessage, encodeMessage } from './wire/message.js';
export { decodeFrame, type DecodeOptions, type EncodeOptions } from './wire/payload.js';
export { announceInventory, type AnnounceInventoryOptions } from './conversations/announceInventory.js';
export type { AnnouncedBlock, AnnouncedTransaction, Announcement } from './conversations/announcement.js';
export { answerPings } from './conversations/answerPings.js';
export type {
  Agreement,
  Conversation,
  ConversationContext,
  FaultOutcome,
  Features,
  NamedFeature,
  Outcome,
  RoundTrip,
} from './conversations/conversation.js';
export { defaultConversations, type DefaultConversationsOptions } from './conversations/defaultConversations.js';
export { endWhenIdle } from './conversations/endWhenIdle.js';
export type { Exchange, Question } from './conversations/exchange.js';
export { expectReplies, type ExpectRepliesOptions } from './conversations/expectReplies.js';
export { handshake, type HandshakeOptions } from './conversations/handshake.js';
export { createIdentity, type Identity } from './conversations/identity.js';
export { keepAlive, type KeepAliveOptions } from './conversations/keepAlive.js';
export { noticeFeatures } from './conversations/noticeFeatures.js';
export { refuseBloom, type RefuseBloomOptions } from './conversations/refuseBloom.js';
export { refuseEmptyCompactBlocks } from './conversations/refuseEmptyCompactBlocks.js';
export { refuseLateHandshake } from './conversations/refuseLateHandshake.js';
export { offersRequired, type RequiredServices } from './conversations/remoteVersion.js';
export type { UserAgent } from './conversations/userAgent.js';
export type { Duplex } from './duplex.js';
export type { DelayedSighting } from './operators/announcements.js';
export { batch, type BatchOptions } from './operators/batch.js';
export { batchInventory, type BatchInventoryOptions } from './operators/batchInventory.js';
export type { OnMalformed } from './frame/nextReadable.js';
export { decodeFrames, type DecodeFramesOptions } from './operators/decodeFrames.js';
export { decodeMessages, type DecodeMessagesOptions } from './operators/decodeMessages.js';
export { distinctMru, type DistinctMruOptions } from './operators/distinctMru.js';
export { encodeMessages } from './operators/encodeMessages.js';
export { firstSeen, type FirstSeenOptions, type PeerIn, type Seen } from './operators/firstSeen.js';
export { idleTimeout, type IdleTimeoutOptions } from './operators/idleTimeout.js';
export { latestPer, type LatestPerOptions } from './operators/latestPer.js';
export { MruSet } from './operators/mruSet.js';
export { ofCommand } from './operators/ofCommand.js';
export type { PeerIdentity, PeerMessage } from './operators/peerMessage.js';
export { propagation, type PropagationOptions } from './operators/propagation.js';
export {
  rates,
  type DirectionRates,
  type PassedMessage,
  type Rate,
  type Rates,
  type RatesOptions,
} from './operators/rates.js';
export { ring, type RingOptions } from './operators/ring.js';
export { sampleLatest, type SampleLatestOptions } from './operators/sampleLatest.js';
export { sightings, type Sighted, type Sighting } from './operators/sightings.js';
export type { Propagation } from './operators/spread.js';
export { createPeer } from './peer/createPeer.js';
export type { PeerOptions } from './peer/options.js';
export type { RequestOptions } from './peer/ask.js';
export type { ConsumeOptions } from './peer/consumers.js';
export type { Rejection } from './peer/pushes.js';
export type { FilterRange, Found, Requests } from './peer/requests.js';
export { trace, type TraceOptions } from './peer/trace.js';
export type { PassedBytes } from './peer/passedBytes.js';
export type { CloseReason, FaultCloseReason, Peer, PeerStatus, ReadyPeer, SendOptions, Traffic } from './peer/peer.js';
export { preciseScheduler } from './peer/preciseScheduler.js';
export type { CommandStats, DirectionStats, PeerStats, RoundTripStats } from './peer/stats.js';
export { memoryDuplexes, type MemoryDuplexes, type MemoryDuplexesOptions } from './transport/memory.js';
