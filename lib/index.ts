/** `rxpeer`: the wire format, operators, conversations, and peers over any transport. It runs in Node and in browsers. */
export * from './wire.js';
export { wallClockMs, type ClockScheduler } from './base/clock.js';
export { definePolicy, type Policy, type PolicyOverrides, type PolicyRow } from './policy/policy.js';
export type { PolicyProfile } from './policy/policyProfile.js';
export { VIOLATIONS, type Reaction, type Violation, type ViolationDefinition } from './policy/violations.js';
export { announceInventory, type AnnounceInventoryOptions } from './protocol/announceInventory.js';
export type { AnnouncedBlock, AnnouncedTransaction, Announcement } from './protocol/announcement.js';
export { answerPings } from './protocol/answerPings.js';
export type { Agreement, Features, NamedFeature } from './protocol/runtime/agreement.js';
export type { FaultOutcome, Outcome, RoundTrip } from './protocol/runtime/outcome.js';
export type { Conversation, ConversationContext } from './protocol/runtime/conversation.js';
export { defineConversation } from './protocol/runtime/defineConversation.js';
export type { ConversationEnvironment } from './protocol/runtime/environment.js';
export type { CancelTimer, ConversationHandler, CreateHandler, HandlerContext } from './protocol/runtime/handler.js';
export type { ReceivedCommand, ReceivedMessage } from './protocol/runtime/receivedMessage.js';
export { defaultConversations, type DefaultConversationsOptions } from './protocol/defaultConversations.js';
export { deliverTransaction, type DeliverTransactionOptions } from './protocol/deliverTransaction.js';
export { endWhenIdle } from './protocol/endWhenIdle.js';
export type { Exchange, Question } from './protocol/exchanges/exchange.js';
export { expectReplies, type ExpectRepliesOptions } from './protocol/expectReplies.js';
export type { RequiredAnswer } from './protocol/requiredAnswers.js';
export { handshake, type HandshakeOptions } from './protocol/handshake/handshake.js';
export { createIdentity, type Identity } from './protocol/handshake/identity.js';
export { keepAlive, type KeepAliveOptions } from './protocol/keepAlive.js';
export { noticeFeatures } from './protocol/noticeFeatures.js';
export { refuseBloom, type RefuseBloomOptions } from './protocol/refuseBloom.js';
export { refuseEmptyCompactBlocks } from './protocol/refuseEmptyCompactBlocks.js';
export { refuseLateHandshake } from './protocol/refuseLateHandshake.js';
export { offersRequired, type RequiredServices } from './protocol/handshake/remoteVersion.js';
export type { UserAgent } from './protocol/handshake/userAgent.js';
export type { Duplex } from './base/duplex.js';
export { addrFlood, type AddrFloodAlert, type AddrFloodOptions } from './monitor/alerts/addrFlood.js';
export type { Alert, AlertPeer, PeerAlert, PeerAlertRule } from './monitor/alerts/alert.js';
export { clockOffset, type ClockOffsetAlert, type ClockOffsetOptions } from './monitor/alerts/clockOffset.js';
export {
  invWithoutData,
  type InvWithoutDataAlert,
  type InvWithoutDataOptions,
} from './monitor/alerts/invWithoutData.js';
export { peerAlerts } from './monitor/alerts/peerAlerts.js';
export { pingRising, type PingRisingAlert, type PingRisingOptions } from './monitor/alerts/pingRising.js';
export { silentPeer, type SilentPeerAlert, type SilentPeerOptions } from './monitor/alerts/silentPeer.js';
export { slowBlock, type SlowBlockAlert, type SlowBlockOptions } from './monitor/alerts/slowBlock.js';
export type { DelayedSighting } from './monitor/announcers.js';
export { batch, type BatchOptions } from './operators/batch.js';
export { batchInventory, type BatchInventoryOptions } from './operators/batchInventory.js';
export type { OnMalformed } from './frame/nextReadable.js';
export type { Framing, FramingState, PacketListener, SecretsListener, TransportSecrets } from './frame/framing.js';
export { createFraming, type CreateFramingOptions, type PeerFramingListener } from './peer/peerFraming.js';
export { loadTransportV2 } from './peer/v2/loadTransportV2.js';
export type { PeerTransport } from './peer/peerTransport.js';
export type { TransportChoice } from './frame/transportChoice.js';
export { connectOver } from './connect/connectOver.js';
export { fallBackToV1 } from './connect/fallBackToV1.js';
export { decodeFrames, type DecodeFramesOptions } from './operators/decodeFrames.js';
export { decodeMessages, type DecodeMessagesOptions } from './operators/decodeMessages.js';
export { distinctMru, type DistinctMruOptions } from './operators/distinctMru.js';
export { encodeMessages } from './operators/encodeMessages.js';
export { firstSeen, type FirstSeenOptions, type PeerIn, type Seen } from './monitor/firstSeen.js';
export { idleTimeout, type IdleTimeoutOptions } from './operators/idleTimeout.js';
export { latestByKey, type LatestByKeyOptions } from './monitor/latestByKey.js';
export type { MessageStream } from './iterable/messageStream.js';
export type {
  LastValues,
  LatestOnly,
  LossyStreamOptions,
  PauseReading,
  StreamOptions,
  StreamSignal,
} from './iterable/streamOptions.js';
export { toAsyncIterable } from './iterable/toAsyncIterable.js';
export { MruSet } from './collections/mruSet.js';
export { ofCommand } from './operators/ofCommand.js';
export type { PeerIdentity, PeerMessage } from './monitor/peerMessage.js';
export { propagation, type PropagationOptions } from './monitor/propagation.js';
export {
  rates,
  type DirectionRates,
  type PassedMessage,
  type Rate,
  type Rates,
  type RatesOptions,
} from './monitor/rates.js';
export { lastN, type LastNOptions } from './monitor/lastN.js';
export { sampleLatest, type SampleLatestOptions } from './monitor/sampleLatest.js';
export { sightings, type Sighted, type Sighting } from './monitor/sightings.js';
export type { Propagation } from './monitor/spread.js';
export { createPeer } from './peer/createPeer.js';
export type { PeerOptions } from './peer/peerOptions.js';
export type { RequestOptions } from './peer/requests/requests.js';
export type { ConsumeOptions } from './peer/receive/consumers.js';
export type { Rejection } from './peer/requests/rejection.js';
export type { FilterRange, Found, Requests } from './peer/requests/requests.js';
export { trace, type TraceOptions } from './peer/streams/trace.js';
export type { EncryptedBytes, EncryptedEvent, SessionSecrets } from './peer/streams/encryptedEvent.js';
export type { PassedBytes } from './peer/streams/passedBytes.js';
export type { PassedFrame } from './peer/streams/passedFrame.js';
export type { CloseReason, FaultCloseReason, PeerStatus } from './peer/closeReason.js';
export type { Peer, ReadyPeer } from './peer/peer.js';
export type { SendOptions } from './peer/send/sendOptions.js';
export type { Traffic } from './peer/streams/traffic.js';
export { preciseScheduler } from './peer/preciseScheduler.js';
export type { CommandStats, DirectionStats, PeerStats, RoundTripStats } from './peer/stats/stats.js';
export { memoryDuplexes, type MemoryDuplexes, type MemoryDuplexesOptions } from './transport/memory.js';
export { memorySockets, type MemorySocketsOptions } from './transport/memorySockets.js';
export type { DialSocketOptions, ListenSocketOptions, Sockets } from './transport/sockets.js';
