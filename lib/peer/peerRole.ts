import type { Duplex } from '../base/duplex.js';
import type { Framing } from '../frame/framing.js';
import { InventoryAnnouncer } from '../protocol/announceInventory.js';
import { Handshake } from '../protocol/handshake/handshake.js';
import type { DeliveryQueue } from '../protocol/runtime/deliveryQueue.js';
import type { CreateHandler } from '../protocol/runtime/handler.js';
import { createFraming, type CreateFramingOptions } from './peerFraming.js';
import type { PeerSettings } from './peerSettings.js';
import type { Announcements } from './send/announcements.js';
import { Outbox, type OutboxOptions } from './send/outbox.js';
import { addressOfRemote } from './versionAddresses.js';

/** The conversations of a peer: the others start together when the opening one completes. */
export interface ConversationSet {
  readonly opening: CreateHandler;
  readonly others: readonly CreateHandler[];
}

/** The two kinds of peers: a live peer sends messages, the peer of a replay emits the recorded sent messages again. */
export interface PeerRole {
  /** False: messages of conversations are dropped, and a conversation that fails does not end the peer. */
  readonly sends: boolean;
  /** The id of the peer, for a peer that is played again with the same id. Absent: the next free id of the process. */
  readonly id?: number | undefined;
  createFraming(options: CreateFramingOptions): Framing;
  createOutbox(duplex: Duplex, queue: DeliveryQueue, options: OutboxOptions): PeerOutbox;
  conversationsOf(peer: ConversationInputs): ConversationSet;
}

type PeerOutbox = Pick<
  Outbox,
  'send' | 'sendWithoutResult' | 'flush' | 'release' | 'close' | 'queuedMessages' | 'queuedBytes'
>;

/** The part of a peer that its conversations use. */
export interface ConversationInputs {
  readonly duplex: Pick<Duplex, 'address'>;
  readonly settings: PeerSettings;
  readonly announcements: Announcements;
}

/** A peer over a transport. */
export const LIVE_ROLE: PeerRole = {
  sends: true,
  createFraming,
  createOutbox: (duplex, queue, options) => new Outbox(duplex, queue, options),
  conversationsOf({ announcements, duplex, settings }) {
    const { conversations, handshake, noticeFeatures, options } = settings;
    return {
      opening: (context) => new Handshake(context, handshake, addressOfRemote(duplex.address, options.proxy)),
      others: [noticeFeatures, (context) => new InventoryAnnouncer(context, announcements), ...conversations],
    };
  },
};
