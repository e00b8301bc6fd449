type Done = ((written: boolean) => void) | undefined;

/** Room for some thirty of the messages that are joined most. */
const INITIAL_BYTES = 1024;

/**
 * Small chunks on their way to the operating system as one: each by itself costs Node's streams ten times what it costs to copy it. They are
 * copied as they come: kept until all go, each would outlive the collector's first rounds.
 */
export class JoinedWrites {
  /** Not copied while it is alone. */
  private first: Uint8Array | undefined;
  private bytes = NO_BYTES;
  private used = 0;
  private readonly dones: Done[] = [];

  get sizeBytes(): number {
    return this.first?.length ?? this.used;
  }

  add(chunk: Uint8Array, done: Done): void {
    this.dones.push(done);
    if (this.dones.length === 1) {
      this.first = chunk;
      return;
    }
    if (this.first !== undefined) this.append(this.first);
    this.first = undefined;
    this.append(chunk);
  }

  joined(): Uint8Array {
    return this.first ?? this.bytes.subarray(0, this.used);
  }

  /** Tells all of them what became of them. */
  settle(written: boolean): void {
    for (const done of this.dones) done?.(written);
  }

  private append(chunk: Uint8Array): void {
    const { length } = chunk;
    if (this.used + length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(INITIAL_BYTES, this.used + length, 2 * this.bytes.length));
      larger.set(this.bytes.subarray(0, this.used));
      this.bytes = larger;
    }
    this.bytes.set(chunk, this.used);
    this.used += length;
  }
}

const NO_BYTES: Uint8Array = new Uint8Array(0);
