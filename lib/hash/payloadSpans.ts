/** Payloads in one chunk, each with the checksum that its header says, in lists that run in parallel. */
export class PayloadSpans {
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  /** As `checksum` gives it. */
  readonly checksums: number[] = [];

  get count(): number {
    return this.starts.length;
  }

  add(start: number, end: number, checksum: number): void {
    this.starts.push(start);
    this.ends.push(end);
    this.checksums.push(checksum);
  }

  clear(): void {
    this.starts.length = 0;
    this.ends.length = 0;
    this.checksums.length = 0;
  }
}
