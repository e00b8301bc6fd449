/** A rate limit: holds at most the tokens of one second, and refills continuously. */
export class TokenBucket {
  private tokens: number;

  /** @param perSecond the number of tokens per second, and the most that are stored */
  constructor(
    private readonly perSecond: number,
    private atMs: number,
  ) {
    this.tokens = perSecond;
  }

  /** The time until a token is available, in milliseconds; 0 if one is. */
  msUntilToken(nowMs: number): number {
    this.refill(nowMs);
    return this.tokens >= 1 ? 0 : ((1 - this.tokens) * 1000) / this.perSecond;
  }

  /** Takes one token, whether or not one is available. */
  take(nowMs: number): void {
    this.refill(nowMs);
    this.tokens -= 1;
  }

  private refill(nowMs: number): void {
    this.tokens = Math.min(this.perSecond, this.tokens + (Math.max(0, nowMs - this.atMs) * this.perSecond) / 1000);
    this.atMs = Math.max(this.atMs, nowMs);
  }
}
