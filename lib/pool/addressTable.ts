import type { AddressBookEntry } from './addressBookEntry.js';
import { RandomSet } from '../collections/randomSet.js';

/**
 * Addresses by key and by network group. `drawFromLargestGroup` chooses the one to evict, so no group can displace the others. The table
 * evicts nothing: its owner calls `drawFromLargestGroup` and `delete`.
 */
export class AddressTable implements Iterable<AddressBookEntry> {
  private readonly entries = new Map<string, AddressBookEntry>();
  private readonly groups = new Map<string, RandomSet<AddressBookEntry>>();
  /** At index n: the groups that have n members. So the largest group is found in constant time. */
  private readonly groupsBySize: RandomSet<string>[] = [];

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

  [Symbol.iterator](): Iterator<AddressBookEntry> {
    return this.entries.values();
  }

  find(key: string): AddressBookEntry | undefined {
    return this.entries.get(key);
  }

  add(entry: AddressBookEntry): void {
    const { group, key } = entry.address;
    this.entries.set(key, entry);
    const members = this.groups.get(group) ?? new RandomSet();
    this.groups.set(group, members);
    this.resizeGroup(group, members.size, () => members.add(entry));
  }

  delete(entry: AddressBookEntry): void {
    const { group, key } = entry.address;
    const members = this.groups.get(group);
    if (members === undefined || !this.entries.delete(key)) return;
    this.resizeGroup(group, members.size, () => members.delete(entry));
    if (members.size === 0) this.groups.delete(group);
  }

  /** A random member of the largest group. If several groups are the largest, one of them is chosen at random. */
  drawFromLargestGroup(): AddressBookEntry | undefined {
    const group = this.groupsBySize.at(-1)?.draw(this.random);
    return group === undefined ? undefined : this.groups.get(group)?.draw(this.random);
  }

  private resizeGroup(group: string, oldSize: number, change: () => void): void {
    this.groupsBySize[oldSize]?.delete(group);
    change();
    const size = this.groups.get(group)!.size;
    if (size > 0) (this.groupsBySize[size] ??= new RandomSet()).add(group);
    while ((this.groupsBySize.at(-1)?.size ?? 1) === 0) this.groupsBySize.pop();
  }
}
