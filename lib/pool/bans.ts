/** Bans at a time: beyond it the oldest goes. As many as a pool keeps addresses. */
export const MAX_BANS = 10_000;

/** Who is left alone, and until when. */
export class Bans {
  // Every ban is as long as the others, so the order of insertion is the order in which they end.
  private readonly untilMs = new Map<string, number>();

  get size(): number {
    return this.untilMs.size;
  }

  /** When the first of them ends. */
  get nextEndMs(): number | undefined {
    return this.untilMs.values().next().value;
  }

  get entries(): Iterable<[who: string, untilMs: number]> {
    return this.untilMs;
  }

  add(who: string, untilMs: number): void {
    this.untilMs.delete(who);
    this.untilMs.set(who, untilMs);
    if (this.untilMs.size > MAX_BANS) this.untilMs.delete(this.untilMs.keys().next().value!);
  }

  /** Until when, for who is banned now. */
  endOf(who: string, nowMs: number): number | undefined {
    const untilMs = this.untilMs.get(who);
    return untilMs !== undefined && untilMs > nowMs ? untilMs : undefined;
  }

  /** Forgets those that have ended. */
  lift(nowMs: number): void {
    for (const [who, untilMs] of this.untilMs) {
      if (untilMs > nowMs) return;
      this.untilMs.delete(who);
    }
  }
}
