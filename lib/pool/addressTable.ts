import type { BookEntry } from './addressBook.js';
import { RandomSet } from '../collections/randomSet.js';

/** Addresses, and who of them is to go when there is no room: one of the largest group, so that no group can push out the others. */
export class AddressTable implements Iterable<BookEntry> {
  private readonly entries = new Map<string, BookEntry>();
  private readonly groups = new Map<string, RandomSet<BookEntry>>();
  /** The groups with so many members: the largest is found without looking at all. */
  private readonly groupsOfSize: RandomSet<string>[] = [];

  constructor(
    readonly capacity: number,
    private readonly random: (bytes: number) => Uint8Array,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  get isFull(): boolean {
    return this.size >= this.capacity;
  }

  [Symbol.iterator](): Iterator<BookEntry> {
    return this.entries.values();
  }

  find(key: string): BookEntry | undefined {
    return this.entries.get(key);
  }

  add(entry: BookEntry): void {
    const { group, key } = entry.address;
    this.entries.set(key, entry);
    const members = this.groups.get(group) ?? new RandomSet();
    this.groups.set(group, members);
    this.resize(group, members.size, () => members.add(entry));
  }

  delete(entry: BookEntry): void {
    const { group, key } = entry.address;
    const members = this.groups.get(group);
    if (members === undefined || !this.entries.delete(key)) return;
    this.resize(group, members.size, () => members.delete(entry));
    if (members.size === 0) this.groups.delete(group);
  }

  /** One of the largest group, by chance; among groups of one size, of any. */
  drawFromLargestGroup(): BookEntry | undefined {
    const group = this.groupsOfSize.at(-1)?.draw(this.random);
    return group === undefined ? undefined : this.groups.get(group)?.draw(this.random);
  }

  private resize(group: string, oldSize: number, change: () => void): void {
    this.groupsOfSize[oldSize]?.delete(group);
    change();
    const size = this.groups.get(group)!.size;
    if (size > 0) (this.groupsOfSize[size] ??= new RandomSet()).add(group);
    while ((this.groupsOfSize.at(-1)?.size ?? 1) === 0) this.groupsOfSize.pop();
  }
}
