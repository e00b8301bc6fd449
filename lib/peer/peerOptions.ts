import type { SchedulerLike } from 'rxjs';
import { show } from '../base/show.js';
import { bytesOfText } from '../codec/text.js';
import type { ClockScheduler } from '../base/clock.js';
import type { NamedFeature } from '../protocol/runtime/agreement.js';
import type { Conversation } from '../protocol/runtime/conversation.js';
import type { DefaultConversationsOptions } from '../protocol/defaultConversations.js';
import { requireRequiredAnswers } from '../protocol/requiredAnswers.js';
import type { HandshakeOptions } from '../protocol/handshake/handshake.js';
import { formatUserAgent } from '../protocol/handshake/userAgent.js';
import { MAX_FEATURE_DATA_BYTES, MAX_FEATURE_ID_BYTES, MIN_FEATURE_ID_BYTES } from '../messages/negotiation.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import { requireNetwork } from '../networks/networkNamed.js';
import {
  invalidOption,
  MAX_DELAY_MS,
  requireArray,
  requireBoolean,
  requireFunction,
  requireInteger,
  requireOptions,
} from '../base/optionChecks.js';
import type { OnMalformed } from '../frame/nextReadable.js';
import { policyOf, withRows, type Policy, type PolicyRow } from '../policy/policy.js';
import type { PolicyProfile } from '../policy/policyProfile.js';
import type { Violation } from '../policy/violations.js';
import type { Peer } from './peer.js';
import { isTransportChoice, type TransportChoice } from '../frame/transportChoice.js';
import { addressOfOurs } from './versionAddresses.js';

/** Options of a peer. Every optional field may be `undefined`, which means its default. */
export interface PeerOptions<Msg extends Message = Message>
  extends Omit<HandshakeOptions, 'addressYou' | 'addressMe'>, DefaultConversationsOptions {
  /** The network whose messages are exchanged: its magic, message table, limits and default policy. */
  network: Network<Msg>;
  /** Called with each new peer before the first byte is read or written, even if the connection fails later. Subscribe recorders here. */
  onPeer?: ((peer: Peer<Msg>) => void) | undefined;
  /** Our own address in our version message: an IP address and a port. Not possible together with `proxy`. Default: all zero. */
  addressMe?: { host: string; port: number } | undefined;
  /**
   * True if the connection uses a proxy: then our version contains neither an address of the remote, which would be the proxy's, nor our
   * own address. Default false.
   */
  proxy?: boolean | undefined;
  /**
   * The transport: `'v2'` is encrypted (BIP324), `'v1'` plaintext. Default: the network's, which is `'v2-or-v1'` for Bitcoin and `'v1'` for LBRY;
   * but `createPeer` uses v1 on an outbound duplex unless this is `'v2'`, because it cannot dial again.
   */
  transport?: TransportChoice | undefined;
  /** How long the first queued announcement waits for others, in milliseconds. Default 10_000. */
  trickleIntervalMs?: number | undefined;
  /**
   * The maximum number of items that are stored as known to the remote; beyond it the least recently used item is evicted. 1 to
   * 10_000_000, default 1000.
   */
  knownInventoryCapacity?: number | undefined;
  /**
   * The reactions to protocol violations of the remote: a profile, or a table of `definePolicy`. Default: the network's, `'core'` for Bitcoin
   * and `'lbcd'` for LBRY. docs/policy.md shows the table.
   */
  policy?: PolicyProfile | Policy | undefined;
  /**
   * Short form that overrides the policy for messages that cannot be decoded: `'close'` closes the peer for a bad checksum, command or payload,
   * `'drop'` drops the message and emits a fault. Limits that have their own row (`TOO_MANY_ITEMS` and others) keep it. Default: the policy's
   * rows.
   */
  onMalformed?: OnMalformed | undefined;
  /**
   * The maximum number of bytes queued for sending: each message counts the bytes of its frame and QUEUED_MESSAGE_BYTES (512). Default 32
   * MiB.
   *
   * While more than a quarter is queued, the peer stops reading, because answers would only make the queue longer. It continues when only
   * an eighth of the budget is queued, or after 10 seconds in which the remote accepted nothing. Beyond the budget the peer ends with
   * TransportError `SEND_QUEUE_FULL`. If the queue is empty, a message of any size is accepted. Source: Bitcoin Core, net.h fPauseSend.
   */
  sendBudgetBytes?: number | undefined;
  /**
   * The maximum number of bytes of messages that consumers have not finished; above it reading stops. Each message counts the bytes of its
   * frame and UNFINISHED_MESSAGE_BYTES (320). Default 4 MiB.
   */
  readBudgetBytes?: number | undefined;
  /**
   * The longest time for which consumers may keep reading stopped without finishing a message, in milliseconds. Then the peer ends with
   * LocalProtocolError `CONSUMER_STALLED`. Default 600_000.
   */
  consumerTimeoutMs?: number | undefined;
  /** The conversations after the handshake. Default: `defaultConversations(options)` with the options of this peer. */
  conversations?: readonly Conversation[] | undefined;
  /**
   * Schedules all timers and has both clocks: `now()` for durations, `wallMs()` for times of day. Without `wallMs`, `now()` is used for both.
   * Default: preciseScheduler.
   */
  scheduler?: SchedulerLike | ClockScheduler | undefined;
  /** Returns random bytes for nonces and random choices. Default: the cryptographic generator of the platform. */
  random?: ((bytes: number) => Uint8Array) | undefined;
}

/**
 * Checks options before a connection is opened. Errors with LocalProtocolError `INVALID_OPTION`, naming the option.
 */
export function requirePeerOptions(options: PeerOptions): void {
  requireOptions(options);
  const { network, conversations } = options;
  requireNetwork(network);
  for (const name of ['onPeer', 'newestBlock', 'acceptRemote', 'random'] as const) requireFunction(name, options[name]);
  for (const name of ['proxy', 'relay', 'anonymous'] as const) requireBoolean(name, options[name]);
  requireArray('features', options.features);
  requireConversations(conversations);
  requireScheduler(options.scheduler);
  formatUserAgent(options.userAgent);
  addressOfOurs(options.addressMe);
  if (options.proxy === true && options.addressMe !== undefined) {
    invalidOption('addressMe', 'not possible together with proxy, which hides our address: remove one of the two');
  }
  options.features?.forEach(requireFeature);
  requireInteger('minProtocolVersion', options['minProtocolVersion'], 0, 0x7fff_ffff);
  requireInteger('protocolVersion', options['protocolVersion'], 1, 0x7fff_ffff);
  requireInteger('knownInventoryCapacity', options['knownInventoryCapacity'], 1, 10_000_000);
  requireInteger('sendBudgetBytes', options['sendBudgetBytes'], 1, Number.MAX_SAFE_INTEGER);
  requireInteger('readBudgetBytes', options.readBudgetBytes, 1, Number.MAX_SAFE_INTEGER);
  if (options.stallTimeoutMs !== false) requireInteger('stallTimeoutMs', options.stallTimeoutMs, 1, MAX_DELAY_MS / 3);
  for (const name of [
    'negotiationTimeoutMs',
    'trickleIntervalMs',
    'consumerTimeoutMs',
    ...CONVERSATION_OPTIONS,
  ] as const) {
    if (options[name] !== false) requireInteger(name, options[name], 1, MAX_DELAY_MS);
  }
  requireRequiredAnswers(options.requiredAnswers);
  if (options.services !== undefined) requireServices('services', options.services);
  requireRequiredServices(options.requiredServices);
  peerPolicy(options);
  if (!['close', 'drop', undefined].includes(options.onMalformed)) {
    invalidOption('onMalformed', `'close' or 'drop' expected, got ${show(options.onMalformed)}`);
  }
  if (options.transport !== undefined && !isTransportChoice(options.transport)) {
    invalidOption('transport', `'v2-or-v1', 'v2' or 'v1' expected, got ${show(options.transport)}`);
  }
  const withoutEffect =
    conversations &&
    ([...CONVERSATION_OPTIONS, 'stallTimeoutMs', 'requiredAnswers', 'servesMempool'] as const).find(
      (name) => options[name] !== undefined,
    );
  if (withoutEffect !== undefined)
    invalidOption(withoutEffect, 'has no effect together with conversations: pass it to defaultConversations()');
  requireNothingOfOurs(options);
}

/** An anonymous peer sends none of these: an option that would be ignored is a mistake of the caller. */
function requireNothingOfOurs(options: PeerOptions): void {
  if (options.anonymous !== true) return;
  const revealing = REVEALING_OPTIONS.find((name) => options[name] !== undefined);
  if (revealing !== undefined) invalidOption(revealing, 'not possible together with anonymous: remove one of the two');
}

const REVEALING_OPTIONS = [
  'services',
  'relay',
  'newestBlock',
  'addressMe',
  'userAgent',
  'features',
  'offerReconciliation',
] as const satisfies readonly (keyof PeerOptions)[];

/** The policy that these options choose. Errors with LocalProtocolError `INVALID_OPTION`. */
export function peerPolicy({ network, policy = network.policy, onMalformed }: PeerOptions): Policy {
  const rows = policyOf(policy);
  if (onMalformed === undefined) return rows;
  const reaction = onMalformed === 'close' ? 'close' : 'dropMessage';
  const row = (code: Violation): PolicyRow =>
    rows[code].reaction === reaction ? rows[code] : { reaction, misbehaviour: false };
  return withRows(rows, Object.fromEntries(MALFORMED.map((code) => [code, row(code)])));
}

/** The rows of the policy that `onMalformed` replaces. */
const MALFORMED = [
  'BAD_CHECKSUM',
  'BAD_COMMAND',
  'SHORT_PAYLOAD',
  'NON_CANONICAL',
  'INVALID_VALUE',
  'LIMIT_EXCEEDED',
] as const satisfies readonly Violation[];

function requireServices(option: string, value: unknown): void {
  if (typeof value === 'bigint' && value >= 0n && value <= 0xffff_ffff_ffff_ffffn) return;
  invalidOption(option, `bigint of 64 bits expected, got ${show(value)}`);
}

function requireRequiredServices(required: unknown): void {
  if (required === undefined || typeof required === 'function') return;
  if (!Array.isArray(required)) {
    requireServices('requiredServices', required);
    return;
  }
  if (required.length === 0)
    invalidOption('requiredServices', 'at least one mask expected: an empty list accepts no remote');
  for (const [i, mask] of required.entries()) requireServices(`requiredServices/${i}`, mask);
}

function requireScheduler(scheduler: unknown): void {
  if (scheduler === undefined) return;
  const { now, schedule } = (scheduler ?? {}) as Partial<Record<keyof SchedulerLike, unknown>>;
  if (typeof now === 'function' && typeof schedule === 'function') return;
  invalidOption('scheduler', `RxJS scheduler expected, got ${show(scheduler)}`);
}

/** Checks that each conversation is a function. The value that it returns is checked when it runs. */
function requireConversations(conversations: unknown): void {
  if (conversations === undefined) return;
  if (!Array.isArray(conversations)) {
    const advice = typeof conversations === 'function' ? ': did you mean defaultConversations()?' : '';
    invalidOption('conversations', `array of conversations expected, got ${typeof conversations}${advice}`);
  }
  (conversations as readonly unknown[]).forEach((each, i) => {
    if (typeof each === 'function') return;
    invalidOption(`conversations/${i}`, `a conversation such as answerPings() expected, got ${typeof each}`);
  });
}

const CONVERSATION_OPTIONS = ['pingIntervalMs', 'pongTimeoutMs', 'idleTimeoutMs'] as const;

function requireFeature({ featureId, featureData }: NamedFeature, i: number): void {
  const idBytes = bytesOfText(featureId).length;
  requireInteger(`features/${i}/featureId: bytes`, idBytes, MIN_FEATURE_ID_BYTES, MAX_FEATURE_ID_BYTES);
  requireInteger(`features/${i}/featureData: bytes`, featureData.length, 0, MAX_FEATURE_DATA_BYTES);
}
