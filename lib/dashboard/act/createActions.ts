import type { Subscription } from 'rxjs';
import { wallClockMs } from '../../base/clock.js';
import { isPeerError } from '../../base/errors.js';
import { boundedText } from '../collect/boundedText.js';
import type { ActionName, ActionRequest, ActionResult, ActionRow, RecordingRow } from '../protocol/action.js';
import { ActionLog } from './actionLog.js';
import { isLocalPeer, isLocalPool, type ActedPeer, type ActionPool, type LocalPeer } from './actionPool.js';
import { done, refused } from './actionResult.js';
import type { Actions, ActionsOptions, BanActionOptions } from './actions.js';
import { banHost } from './banHost.js';
import { CloseNotes } from './closeNotes.js';
import { Recordings } from './recordings.js';

/** Characters of a host or an address in a text. */
const MAX_TARGET_CHARACTERS = 300;
/** Characters of the name of a user. */
const MAX_BY_CHARACTERS = 100;
const MAX_ERROR_CHARACTERS = 300;

/**
 * The actions on the peers of a pool. On the pool of `fromNats` every action is refused, because the connections belong to other programs.
 *
 * Errors with LocalProtocolError `INVALID_OPTION` for an option of the recordings that is out of range.
 */
export function createActions(pool: ActionPool, options: ActionsOptions): Actions {
  return new PoolActions(pool, options);
}

class PoolActions implements Actions {
  private readonly log: ActionLog;
  private readonly recorder: Recordings;
  private readonly notes = new CloseNotes();
  private peers: readonly ActedPeer[] = [];
  private readonly subscription: Subscription;

  constructor(
    private readonly pool: ActionPool,
    private readonly options: ActionsOptions,
  ) {
    const { recordings, scheduler } = options;
    this.log = new ActionLog(scheduler);
    this.recorder = new Recordings({
      ...recordings,
      scheduler,
      onFailed: ({ address, peer, text }) =>
        this.log.add({ by: 'the program', action: 'record', peer, target: address }, refused(text)),
    });
    this.subscription = pool.peers$.subscribe((peers) => (this.peers = peers));
  }

  disconnect(id: number, by = ''): ActionResult {
    return this.actOnPeer('disconnect', id, by, (peer) => {
      this.notes.set(id, 'the user disconnected it');
      peer.close();
      return done(
        `Disconnected ${shown(peer.address)}. The pool may connect to it again; ban its host to prevent that.`,
      );
    });
  }

  ban(target: number | string, options: BanActionOptions = {}, by = ''): ActionResult {
    const ban = (host: string): ActionResult => {
      const { peers, notes, pool } = this;
      if (!isLocalPool(pool)) return refused(REMOTE_POOL);
      return banHost(host, options, { pool, peers, notes, nowMs: wallClockMs(this.options.scheduler) });
    };
    if (typeof target === 'string') return this.logged('ban', target, by, () => ban(target));
    return this.actOnPeer('ban', target, by, ({ address }) => ban(address));
  }

  unban(host: string, by = ''): ActionResult {
    return this.logged('unban', host, by, () => {
      if (!isLocalPool(this.pool)) return refused(REMOTE_POOL);
      const isEnded = this.pool.unban(host);
      return isEnded ? done(`Unbanned ${shown(host)}.`) : refused(`${shown(host)} is neither banned nor discouraged.`);
    });
  }

  record(id: number, by = ''): ActionResult {
    return this.actOnPeer('record', id, by, (peer) => this.recorder.start(peer));
  }

  stopRecording(id: number, by = ''): ActionResult {
    // The file of a peer that has ended may still be open.
    const target = this.peers.find((peer) => peer.id === id)?.address ?? '';
    const stop = (): ActionResult => (isLocalPool(this.pool) ? this.recorder.stop(id) : refused(REMOTE_POOL));
    return this.logged('stopRecording', target, by, stop, id);
  }

  perform({ action, host = '', peer = 0, reason, untilMs }: ActionRequest, by: string): ActionResult {
    const perform = {
      disconnect: () => this.disconnect(peer, by),
      ban: () => this.ban(host === '' ? peer : host, { reason, untilMs }, by),
      unban: () => this.unban(host, by),
      record: () => this.record(peer, by),
      stopRecording: () => this.stopRecording(peer, by),
    }[action];
    return perform();
  }

  rows(): ActionRow[] {
    return this.log.rows();
  }

  recordings(): RecordingRow[] {
    return this.recorder.rows();
  }

  reasonOf(peer: number): string | undefined {
    return this.notes.of(peer);
  }

  close(): Promise<void> {
    this.subscription.unsubscribe();
    return this.recorder.close();
  }

  /** Refuses an unknown peer, and a peer of another program. */
  private actOnPeer(action: ActionName, id: number, by: string, act: (peer: LocalPeer) => ActionResult): ActionResult {
    const peer = this.peers.find((each) => each.id === id);
    const perform = (): ActionResult => {
      if (!isLocalPool(this.pool)) return refused(REMOTE_POOL);
      if (peer === undefined || !isLocalPeer(peer)) return refused(`There is no peer ${id}: it has disconnected.`);
      return act(peer);
    };
    return this.logged(action, peer?.address ?? '', by, perform, id);
  }

  private logged(
    action: ActionName,
    target: string,
    by: string,
    perform: () => ActionResult,
    peer?: number,
  ): ActionResult {
    const result = withoutThrowing(perform);
    const who = boundedText(by, MAX_BY_CHARACTERS);
    this.log.add({ by: who, action, target: shown(target), ...(peer === undefined ? {} : { peer }) }, result);
    return result;
  }
}

const REMOTE_POOL =
  'This page shows the peers of other monitors, on which no action is possible from here: use the dashboard of the monitor.';

/**
 * An error of the pool becomes a refusal. It occurs for a host that the user named, a text that is not a host, and a ban beyond the
 * bounds.
 */
function withoutThrowing(perform: () => ActionResult): ActionResult {
  try {
    return perform();
  } catch (error) {
    if (!isPeerError(error)) throw error;
    return refused(`Refused: ${boundedText(error.message, MAX_ERROR_CHARACTERS)}.`);
  }
}

function shown(target: string): string {
  return boundedText(target, MAX_TARGET_CHARACTERS);
}
