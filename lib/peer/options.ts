import type { SchedulerLike } from 'rxjs';
import { show } from '../bytes/show.js';
import { bytesOfText } from '../bytes/text.js';
import type { ClockScheduler } from '../clock.js';
import type { Conversation, NamedFeature } from '../conversations/conversation.js';
import type { DefaultConversationsOptions } from '../conversations/defaultConversations.js';
import { type HandshakeOptions } from '../conversations/handshake.js';
import { formatUserAgent } from '../conversations/userAgent.js';
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
} from '../optionChecks.js';
import type { OnMalformed } from '../frame/nextReadable.js';
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
  /** What becomes of a message with a bad checksum or payload. Default `'close'`. */
  onMalformed?: OnMalformed | undefined;
  /** What may wait to be written, in bytes; a remote that does not read is closed beyond it. Default 32 MiB. */
  sendBudgetBytes?: number | undefined;
  /** What consumers may have unfinished, in bytes, before the reading is held back. Default 4 MiB. */
  readBudgetBytes?: number | undefined;
  /** How long the reading may be held back. Default 600_000. */
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
  for (const name of ['conversations', 'features'] as const) requireArray(name, options[name]);
  conversations?.forEach((conversation: unknown, i) => requireGiven(`conversations/${i}`, conversation));
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
    requireInteger(name, options[name], 1, MAX_DELAY_MS);
  }
  for (const name of ['services', 'requiredServices'] as const) {
    const value = options[name];
    if (value !== undefined && (typeof value !== 'bigint' || value < 0n || value > 0xffff_ffff_ffff_ffffn)) {
      invalidOption(name, `bigint of 64 bits expected, got ${show(value)}`);
    }
  }
  if (!['close', 'drop', undefined].includes(options.onMalformed)) {
    invalidOption('onMalformed', `'close' or 'drop' expected, got ${show(options.onMalformed)}`);
  }
  const lost =
    conversations && [...CONVERSATION_OPTIONS, 'stallTimeoutMs' as const].find((name) => options[name] !== undefined);
  if (lost !== undefined) invalidOption(lost, 'has no effect beside conversations: give it to defaultConversations()');
}

function requireGiven(option: string, conversation: unknown): void {
  if (typeof conversation !== 'function') invalidOption(option, `conversation expected, got ${show(conversation)}`);
}

function requireScheduler(scheduler: unknown): void {
  if (scheduler === undefined) return;
  const { now, schedule } = (scheduler ?? {}) as Partial<Record<keyof SchedulerLike, unknown>>;
  if (typeof now === 'function' && typeof schedule === 'function') return;
  invalidOption('scheduler', `RxJS scheduler expected, got ${show(scheduler)}`);
}

const CONVERSATION_OPTIONS = ['pingIntervalMs', 'pongTimeoutMs', 'idleTimeoutMs'] as const;

function requireFeature({ featureId, featureData }: NamedFeature, i: number): void {
  const idBytes = bytesOfText(featureId).length;
  requireInteger(`features/${i}/featureId: bytes`, idBytes, MIN_FEATURE_ID_BYTES, MAX_FEATURE_ID_BYTES);
  requireInteger(`features/${i}/featureData: bytes`, featureData.length, 0, MAX_FEATURE_DATA_BYTES);
}
