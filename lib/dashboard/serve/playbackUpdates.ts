import type { PlaybackState, PlaybackUpdate } from '../protocol/playback.js';

/** Which states of a playback one page gets: the first one, each that has changed, and one whenever an update is due. */
export class PlaybackUpdates {
  private sent: PlaybackState | undefined;

  /**
   * What is new for the page; undefined if nothing is.
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
