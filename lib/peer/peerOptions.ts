import type { SchedulerLike } from 'rxjs';
import { show } from '../base/show.js';
import { bytesOfText } from '../codec/text.js';
import type { ClockScheduler } from '../base/clock.js';
import type { NamedFeature } from '../protocol/runtime/agreement.js';
import type { Conversation } from '../protocol/runtime/conversation.js';
import type { DefaultConversationsOptions } from '../protocol/defaultConversations.js';
import { type HandshakeOptions } from '../protocol/handshake/handshake.js';
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
import { policyOf, type Policy, type PolicyProfile, type PolicyRow } from '../policy/policy.js';
import type { Violation } from '../policy/violations.js';
import type { Peer } from './peer.js';
import { addressOfOurs } from './versionAddresses.js';

/** What a peer can be told. `undefined` means the default, everywhere. */
export interface PeerOptions<Msg extends Message = Message>
  extends Omit<HandshakeOptions, 'addressYou' | 'addressMe'>, DefaultConversationsOptions {
  network: Network<Msg>;
  /** Called before the first byte, for every connection, those that fail included: the place for a recorder. */
  onPeer?: ((peer: Peer<Msg>) => void) | undefined;
  /** Our own address as the remote shall know it. Default: not told. */
  addressMe?: { host: string; port: number } | undefined;
  /** True when the connection goes through a proxy: its address then never stands in our version. Default false. */
  proxy?: boolean | undefined;
  /** How long inventory is gathered before it is announced. Default 10_000. */
  trickleIntervalMs?: number | undefined;
  /** How many items are remembered that the remote has. Default 1000. */
  knownInventoryCapacity?: number | undefined;
  /**
   * What is done about violations of the remote: a profile, or rows of one's own (`definePolicy`). Default: the network's, `'core'` for Bitcoin
   * and `'lbcd'` for LBRY. docs/policy.md has the table.
   */
  policy?: PolicyProfile | Policy | undefined;
  /**
   * Short form over the policy for messages that cannot be read: `'close'` ends the peer for a bad checksum, command or payload, `'drop'` drops
   * the message with a fault. Limits with a row of their own (`TOO_MANY_ITEMS` and so on) keep their row. Default: the policy's rows.
   */
  onMalformed?: OnMalformed | undefined;
  /**
   * The most that may be queued for sending, in bytes: each message counts its frame and QUEUED_MESSAGE_BYTES (512). Default 32 MiB.
   *
   * Above a quarter of it the peer stops reading, since answers would only make the queue longer; it reads again when an eighth is left, or when
   * the remote has taken nothing for 10 seconds. Beyond the budget the peer ends with TransportError `SEND_QUEUE_FULL`. A single message
   * of any size is always taken. Bitcoin Core: net.h, fPauseSend.
   */
  sendBudgetBytes?: number | undefined;
  /**
   * What consumers may have unfinished before reading stops, in bytes: each message counts its frame and UNFINISHED_MESSAGE_BYTES (320).
   * Default 4 MiB.
   */
  readBudgetBytes?: number | undefined;
  /**
   * How long consumers may hold reading back without finishing a single message; then the peer ends with LocalProtocolError
   * `CONSUMER_STALLED`. Default 600_000.
   */
  consumerTimeoutMs?: number | undefined;
  /** What the peer does once the handshake is made. Default: `defaultConversations()` with this peer's intervals. */
  conversations?: readonly Conversation[] | undefined;
  /**
   * Every timer, and both clocks: `now()` for durations, `wallMs()` for times of day; a scheduler without `wallMs` uses `now()` for
   * both. Default: preciseScheduler.
   */
  scheduler?: SchedulerLike | ClockScheduler | undefined;
  /** Every nonce and choice: that many random bytes. Default: the platform's cryptographic ones. */
  random?: ((bytes: number) => Uint8Array) | undefined;
}

/**
 * Names the user's mistakes before anything is dialled: errors with LocalProtocolError `INVALID_OPTION` with the option's name.
 */
export function requirePeerOptions(options: PeerOptions): void {
  requireOptions(options);
  const { network, conversations } = options;
  requireNetwork(network);
  for (const name of ['onPeer', 'newestBlock', 'acceptRemote', 'random'] as const) requireFunction(name, options[name]);
  for (const name of ['proxy', 'relay'] as const) requireBoolean(name, options[name]);
  requireArray('features', options.features);
  requireConversations(conversations);
  requireScheduler(options.scheduler);
  formatUserAgent(options.userAgent);
  addressOfOurs(options.addressMe);
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
  if (options.services !== undefined) requireServices('services', options.services);
  requireRequiredServices(options.requiredServices);
  peerPolicy(options);
  if (!['close', 'drop', undefined].includes(options.onMalformed)) {
    invalidOption('onMalformed', `'close' or 'drop' expected, got ${show(options.onMalformed)}`);
  }
  const lost =
    conversations &&
    [...CONVERSATION_OPTIONS, 'stallTimeoutMs' as const, 'servesMempool' as const].find(
      (name) => options[name] !== undefined,
    );
  if (lost !== undefined) invalidOption(lost, 'has no effect beside conversations: give it to defaultConversations()');
}

/** The policy that these options choose. Errors with LocalProtocolError `INVALID_OPTION`. */
export function peerPolicy({ network, policy = network.policy, onMalformed }: PeerOptions): Policy {
  const rows = policyOf(policy);
  if (onMalformed === undefined) return rows;
  const reaction = onMalformed === 'close' ? 'close' : 'dropMessage';
  const row = (code: Violation): PolicyRow =>
    rows[code].reaction === reaction ? rows[code] : { reaction, misbehaviour: false };
  return { ...rows, ...Object.fromEntries(MALFORMED.map((code) => [code, row(code)])) };
}

/** What `onMalformed` decides about. */
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
    invalidOption('requiredServices', 'at least one mask expected: an empty list accepts nobody');
  for (const [i, mask] of required.entries()) requireServices(`requiredServices/${i}`, mask);
}

function requireScheduler(scheduler: unknown): void {
  if (scheduler === undefined) return;
  const { now, schedule } = (scheduler ?? {}) as Partial<Record<keyof SchedulerLike, unknown>>;
  if (typeof now === 'function' && typeof schedule === 'function') return;
  invalidOption('scheduler', `RxJS scheduler expected, got ${show(scheduler)}`);
}

/** What a function of a conversation returns is known when it runs; what is no function is known here. */
function requireConversations(conversations: unknown): void {
  if (conversations === undefined) return;
  if (!Array.isArray(conversations)) {
    const advice = typeof conversations === 'function' ? ': was defaultConversations to be called?' : '';
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
