import type { SchedulerLike } from 'rxjs';
import type { ActionRequest, ActionResult, ActionRow, RecordingRow } from '../protocol/action.js';
import type { RecordingsOptions } from './recordings.js';

/** The options of `createActions`. */
export interface ActionsOptions {
  /** The clock of the log, and of the ends of bans. */
  scheduler: SchedulerLike;
  /** The folder in which `record` writes files, and the limits of these files. */
  recordings?: Pick<RecordingsOptions, 'folder' | 'maxBytes' | 'maxRecordings'> | undefined;
}

/** The options of a ban. */
export interface BanActionOptions {
  /** The end, in milliseconds since 1970. Default: 24 h from now. */
  untilMs?: number | undefined;
  /** The reason that the list of banned hosts shows; it is cut after 100 characters. Default ''. */
  reason?: string | undefined;
}

/** The actions of a user on a peer. Every call is logged, and no call throws. `by` is the name of the user. */
export interface Actions {
  /** Closes the connection to a peer. The pool may connect to it again. */
  disconnect(peer: number, by?: string): ActionResult;
  /** Bans the host of a peer (its id), or a host (a text), and closes its peers. */
  ban(target: number | string, options?: BanActionOptions, by?: string): ActionResult;
  /** Ends the ban and the discouragement of a host. */
  unban(host: string, by?: string): ActionResult;
  /** Records a peer to a new file until it ends. */
  record(peer: number, by?: string): ActionResult;
  /** Ends the recording of a peer. */
  stopRecording(peer: number, by?: string): ActionResult;
  /** Performs the action that a page requests. The caller has checked the token. */
  perform(request: ActionRequest, by: string): ActionResult;
  /** The log of the actions, the newest first. */
  rows(): ActionRow[];
  /** The recordings, the newest first. */
  recordings(): RecordingRow[];
  /** Why we closed this peer, for `EndedPeers`; undefined if no action did. */
  reasonOf(peer: number): string | undefined;
  /** Ends all recordings. Resolves when their files are closed. */
  close(): Promise<void>;
}
