import { VirtualTimeScheduler } from 'rxjs';

/** The clock of a recorded connection: it stands where the recording is, so that what is derived is the same at any speed. */
export class RecordedClock extends VirtualTimeScheduler {
  constructor(startMs: number) {
    super(undefined, startMs);
    this.frame = startMs;
  }

  /** Goes on to this time, and runs what is due until then; never back, whatever the recording says. */
  goOnTo(ms: number): void {
    if (ms <= this.frame) return;
    this.maxFrames = ms;
    this.flush();
    this.frame = ms;
  }
}
