import type { PlaybackState, PlaybackUpdate } from '../protocol/playback.js';

/** Selects the states of a playback that one page gets: the first state, each changed state, and a state whenever an update is due. */
export class PlaybackUpdates {
  private sent: PlaybackState | undefined;

  /** Whether the playback has reached the time of a seek, or another time while it is paused, since the last state of the page. */
  hasArrived(state: PlaybackState): boolean {
    const { sent } = this;
    if (sent === undefined || state.isSeeking) return false;
    return sent.isSeeking || (!state.isPlaying && state.atMs !== sent.atMs);
  }

  /**
   * The state for the page; undefined if the page gets none.
   *
   * @param state the current state: another object if it has changed
   * @param isShown false if the page is hidden: it then gets the first state only
   * @param isDue whether the page gets a state that it has, so that it knows that the program answers
   */
  next(state: PlaybackState, { isShown, isDue }: { isShown: boolean; isDue: boolean }): PlaybackUpdate | undefined {
    const { sent } = this;
    if (sent !== undefined && (!isShown || (state === sent && !isDue))) return undefined;
    this.sent = state;
    const { marks, ...rest } = state;
    return marks === sent?.marks ? rest : state;
  }
}
