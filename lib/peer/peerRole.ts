import { InventoryAnnouncer } from '../protocol/announceInventory.js';
import { Handshake } from '../protocol/handshake/handshake.js';
import type { KnownInventory } from '../protocol/knownInventory.js';
import type { Duplex } from '../base/duplex.js';
import type { Announcements } from './send/announcements.js';
import { Outbox, type OutboxOptions } from './send/outbox.js';
import type { PeerSettings } from './peerSettings.js';
import type { Cast } from './talk.js';
import type { DeliveryQueue } from './deliveryQueue.js';
import { addressOfRemote } from './versionAddresses.js';

/** What a peer does at its wire: a live one speaks, the one of a recording hears what was said. */
export interface PeerRole {
  createOutbox(duplex: Duplex, turns: DeliveryQueue, options: OutboxOptions): PeerOutbox;
  cast(inputs: CastInputs): Cast;
  /** False: what conversations say goes nowhere, and one that fails ends alone. */
  readonly speaks: boolean;
}

type PeerOutbox = Pick<Outbox, 'send' | 'say' | 'release' | 'close' | 'queuedMessages' | 'queuedBytes'>;

/** What the conversations of one peer need of it. */
export interface CastInputs {
  /** Of the remote. */
  address: string;
  settings: PeerSettings;
  announcements: Announcements;
  known: KnownInventory;
  /** Told how many announcements wait for the trickle. */
  onWaiting: (count: number) => void;
}

/** All that a peer says by itself: the handshake, and when that is made the other conversations together. */
export const SPEAKING: PeerRole = {
  speaks: true,
  createOutbox: (duplex, turns, options) => new Outbox(duplex, turns, options),
  cast({ address, settings, announcements, known, onWaiting }) {
    const { conversations, handshake, noticeFeatures, options } = settings;
    const { proxy, trickleIntervalMs } = options;
    return {
      opening: (context, voice) => new Handshake(context, voice, handshake, addressOfRemote(address, proxy)),
      others: [
        noticeFeatures,
        (context, voice) =>
          new InventoryAnnouncer(context, voice, {
            known,
            onWaiting,
            trickleIntervalMs,
            begin: (announcer) => announcements.flowTo((item) => announcer.announce(item)),
          }),
        ...conversations,
      ],
    };
  },
};
