import type { Network } from '../networks/network.js';

/** Messages, and the bytes of their frames. */
export interface TrafficCount {
  readonly messages: number;
  readonly bytes: number;
}

export type CountsByCommand = ReadonlyMap<string, TrafficCount>;

/** Counts what goes by in one direction, by command. Its memory is bounded by the commands of the network. */
export class TrafficCounts {
  private readonly byCommand = new Map<string, { messages: number; bytes: number }>();

  constructor(private readonly network: Network) {}

  add(command: string, bytes: number): void {
    const count = this.byCommand.get(command) ?? this.open(command);
    count.messages += 1;
    count.bytes += bytes;
  }

  /** As it stands now. */
  snapshot(): CountsByCommand {
    return new Map(Array.from(this.byCommand, ([command, count]) => [command, { ...count }]));
  }

  private open(command: string): { messages: number; bytes: number } {
    // Commands are the remote's to choose: a count for each would be memory for each.
    const name = this.network.messages.has(command) ? command : 'unknown';
    const count = this.byCommand.get(name) ?? { messages: 0, bytes: 0 };
    this.byCommand.set(name, count);
    return count;
  }
}
