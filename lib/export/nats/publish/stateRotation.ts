import type { Peer } from '../../../peer/peer.js';

/** Peers whose state one tick publishes for a new reader: a burst for thousands of peers would fill the queue. */
const MAX_ANNOUNCED_PER_TICK = 200;
/** The versions of a peer are published again with every 12th state, for readers of a history that begins later. */
const STATES_PER_JOIN = 12;

/** The peers whose state is published, and the positions of the rotations. */
export class StateRotation<P extends Pick<Peer, 'id'>> {
  /** The number of states that were published of each peer. */
  private readonly states = new Map<P, number>();
  private readonly announced = new Set<P>();
  private isAnnouncementDue = false;
  private waiting: P[] = [];

  /**
   * @param ticksPerState the number of calls of `tick` between two states of a peer
   * @param publish publishes the state of a peer, with its versions if `withVersions`
   */
  constructor(
    private readonly ticksPerState: number,
    private readonly publish: (peer: P, withVersions: boolean) => void,
  ) {}

  /** Publishes the first state. */
  add(peer: P): void {
    this.states.set(peer, 1);
    this.publish(peer, true);
  }

  remove(peer: P): void {
    this.states.delete(peer);
    this.announced.delete(peer);
  }

  /**
   * A new reader asks for all peers: their states and versions follow with the next ticks. Further requests wait until the last of these
   * states is published. So a tick publishes a bounded number of states, for any number of requests.
   */
  announceAll(): void {
    this.isAnnouncementDue = true;
  }

  /** Publishes the states that are due. */
  tick(): void {
    if (this.isAnnouncementDue && this.announced.size === 0) {
      this.isAnnouncementDue = false;
      for (const peer of this.states.keys()) this.announced.add(peer);
    }
    let count = 0;
    for (const peer of this.announced) {
      if (count++ === MAX_ANNOUNCED_PER_TICK) break;
      this.announced.delete(peer);
      this.publish(peer, true);
    }
    if (this.waiting.length === 0) this.waiting = [...this.states.keys()];
    for (const peer of this.waiting.splice(0, Math.ceil(this.states.size / this.ticksPerState))) {
      const states = this.states.get(peer);
      if (states === undefined) continue;
      this.states.set(peer, states + 1);
      this.publish(peer, states % STATES_PER_JOIN === 0);
    }
  }
}
