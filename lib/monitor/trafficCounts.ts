import type { Network } from '../networks/network.js';

/** A count of messages and of bytes. */
export interface TrafficCount {
  /** Number of messages. */
  readonly messages: number;
  /** Bytes of their frames, headers included. */
  readonly bytes: number;
}

export type CountsByCommand = ReadonlyMap<string, TrafficCount>;

/** Counts the messages of one direction by command. It stores at most one count for each command of the network, and one for the rest. */
export class TrafficCounts {
  private readonly byCommand = new Map<string, { messages: number; bytes: number }>();

  constructor(private readonly network: Network) {}

  add(command: string, bytes: number): void {
    const count = this.byCommand.get(command) ?? this.open(command);
    count.messages += 1;
    count.bytes += bytes;
  }

  /** A copy of the counts. */
  snapshot(): CountsByCommand {
    return new Map(Array.from(this.byCommand, ([command, count]) => [command, { ...count }]));
  }

  private open(command: string): { messages: number; bytes: number } {
    // The remote chooses the commands: counting each separately would let it allocate memory.
    const name = this.network.messages.has(command) ? command : 'unknown';
    const count = this.byCommand.get(name) ?? { messages: 0, bytes: 0 };
    this.byCommand.set(name, count);
    return count;
  }
}
