/** Traffic of one command in one direction. */
export interface CommandStats {
  readonly messages: number;
  /** Frames, headers included. */
  readonly bytes: number;
}

/** What went by in one direction since the first byte. */
export interface DirectionStats extends CommandStats {
  /** When the last message went by, by the scheduler's clock; absent before the first. */
  readonly lastMs?: number;
  /** By the command as the wire spells it; of commands that no table knows all together, as `unknown`. */
  readonly byCommand: Readonly<Record<string, CommandStats>>;
}

/** A snapshot of a peer's counters. */
export interface PeerStats {
  readonly received: DirectionStats;
  readonly sent: DirectionStats;
  readonly faults: number;
  /** Bytes that the operating system has not taken yet. */
  readonly queuedBytes: number;
}

/** Counts one direction. Its memory is bounded by the commands that are known. */
export class DirectionCounter {
  private bytes = 0;
  private messages = 0;
  private lastMs: number | undefined;
  private readonly byCommand = new Map<string, { messages: number; bytes: number }>();

  add(command: string, bytes: number, atMs: number): void {
    this.messages += 1;
    this.bytes += bytes;
    this.lastMs = atMs;
    const counter = this.byCommand.get(command);
    if (counter === undefined) {
      this.byCommand.set(command, { messages: 1, bytes });
    } else {
      counter.messages += 1;
      counter.bytes += bytes;
    }
  }

  snapshot(): DirectionStats {
    return {
      messages: this.messages,
      bytes: this.bytes,
      ...(this.lastMs === undefined ? {} : { lastMs: this.lastMs }),
      byCommand: Object.fromEntries(Array.from(this.byCommand, ([command, counter]) => [command, { ...counter }])),
    };
  }
}
