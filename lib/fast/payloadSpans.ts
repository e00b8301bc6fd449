/** Up to `capacity` payloads of one chunk, each with the checksum that its header declares, in parallel arrays. */
export class PayloadSpans {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** The declared checksums, as numbers like those of `FrameFunctions.checksum`. */
  readonly checksums: Uint32Array;
  private used = 0;

  constructor(capacity: number) {
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
    this.checksums = new Uint32Array(capacity);
  }

  get count(): number {
    return this.used;
  }

  get isFull(): boolean {
    return this.used === this.starts.length;
  }

  /** Must not be called when `isFull`. */
  add(start: number, end: number, checksum: number): void {
    const i = this.used++;
    this.starts[i] = start;
    this.ends[i] = end;
    this.checksums[i] = checksum;
  }

  clear(): void {
    this.used = 0;
  }
}
