import type { SchedulerLike } from 'rxjs';
import type { PlaybackPass } from './playbackSource.js';

/**
 * Why a turn has ended:
 * - `reached`: everything up to the target was played.
 * - `ended`: the source has nothing more.
 * - `busy`: the bound of a turn was reached; there is more to do at once.
 * - `blocked`: a subscriber has paused a peer.
 * - `idle`: there is no target for this pass any more.
 * - an object: the next records are being fetched.
 */
export type PassStop = 'reached' | 'ended' | 'busy' | 'blocked' | 'idle' | { readonly fetched: Promise<void> };

/** The longest turn, by the clock of the process: between two turns the event loop serves the pages. */
const MAX_TURN_MS = 10;
/** The records and steps of time of a turn, for a clock that does not run, such as the clock of a test. */
const MAX_TURN_STEPS = 20_000;

/**
 * One turn of a playback: lets time pass and plays the records that are due, until the target is reached or it has to stop.
 *
 * @param scheduler the clock of the process
 * @param targetMs asked before each step, because a subscriber may have changed it; undefined: there is none
 */
export function runPass(pass: PlaybackPass, scheduler: SchedulerLike, targetMs: () => number | undefined): PassStop {
  const { clock } = pass;
  const startedAtMs = scheduler.now();
  for (let step = 0; step < MAX_TURN_STEPS && scheduler.now() - startedAtMs < MAX_TURN_MS; step += 1) {
    const target = targetMs();
    if (target === undefined) return 'idle';
    if (pass.isPaused) return 'blocked';
    if (pass.nextMs === undefined) {
      if (pass.isEnded) return 'ended';
      const fetched = pass.fetch();
      if (fetched === undefined) continue;
      const { liveMs = -Infinity } = pass;
      if (clock.wallMs() >= Math.min(target, liveMs)) return liveMs >= target ? 'reached' : { fetched };
      clock.passTowards(Math.min(target, liveMs));
      continue;
    }
    if (clock.wallMs() < Math.min(target, pass.nextMs)) clock.passTowards(Math.min(target, pass.nextMs));
    else if (pass.nextMs <= target) pass.playNext();
    else return 'reached';
  }
  return 'busy';
}
