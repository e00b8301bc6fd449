/** A rate limit: stores at most the tokens of one second, and refills continuously. At first it is full. */
export class TokenBucket {
  private tokens: number;

  /** @param perSecond the number of tokens per second, which is also the maximum number that is stored */
  constructor(
    private readonly perSecond: number,
    private atMs: number,
  ) {
    this.tokens = perSecond;
  }

  /** The time until a token is available, in whole milliseconds, rounded up; 0 if one is available. */
  msUntilToken(nowMs: number): number {
    this.refill(nowMs);
    const missing = 1 - this.tokens - ROUNDING_ERROR;
    return missing <= 0 ? 0 : Math.ceil((missing * 1000) / this.perSecond);
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

/** The sums of fractions of tokens are inexact. A token counts as complete if less than this is missing. */
const ROUNDING_ERROR = 1e-6;
