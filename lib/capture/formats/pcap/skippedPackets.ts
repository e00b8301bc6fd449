/** The bound on the kinds that are counted separately; a file can contain more than 100,000 of them. */
const MAX_KINDS = 100;
/** The bound on the kinds that the summary names. */
const MAX_NAMED_KINDS = 8;

/** Counts the packets without a TCP segment by the kind of their content, for error texts. */
export class SkippedPackets {
  private readonly counts = new Map<string, number>();
  private others = 0;

  /** @param kind of the packet's content: `link type 220`, `EtherType 0x0806` */
  readonly count = (kind: string): void => {
    const known = this.counts.get(kind);
    if (known === undefined && this.counts.size === MAX_KINDS) this.others += 1;
    else this.counts.set(kind, (known ?? 0) + 1);
  };

  /** `5 packets were skipped: 3 of link type 220, 2 of EtherType 0x0806`, the most frequent kind first; empty if there are none. */
  get summary(): string {
    const kinds = Array.from(this.counts).sort((a, b) => b[1] - a[1]);
    const total = kinds.reduce((sum, [, count]) => sum + count, this.others);
    if (total === 0) return '';
    const named = kinds.slice(0, MAX_NAMED_KINDS);
    const rest = total - named.reduce((sum, [, count]) => sum + count, 0);
    const list = [
      ...named.map(([kind, count]) => `${count} of ${kind}`),
      ...(rest > 0 ? [`${rest} of other kinds`] : []),
    ];
    return `${total} ${total === 1 ? 'packet was' : 'packets were'} skipped: ${list.join(', ')}`;
  }
}
