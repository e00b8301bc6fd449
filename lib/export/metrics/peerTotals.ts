import type { CommandStats, PeerStats } from '../../peer/stats/stats.js';
import type { BoundedValues } from './boundedValues.js';
import type { ValueSample } from './metricFamily.js';

/** The messages and bytes of one command, by direction. */
interface CommandTotals {
  readonly received: { messages: number; bytes: number };
  readonly sent: { messages: number; bytes: number };
}

/** Sums of the counters of `stats()` over peers. */
export class PeerTotals {
  private readonly byCommand = new Map<string, CommandTotals>();
  droppedInventory = 0;

  /** @param commands bounds the commands; shared by all sums, so that a command has the same label in all of them */
  constructor(private readonly commands: BoundedValues) {}

  add({ received, sent, droppedInventory }: Pick<PeerStats, 'received' | 'sent' | 'droppedInventory'>): void {
    this.addTraffic('received', received.byCommand);
    this.addTraffic('sent', sent.byCommand);
    this.droppedInventory += droppedInventory;
  }

  addAll(other: PeerTotals): void {
    for (const [command, { received, sent }] of other.byCommand) {
      const totals = this.totalsOf(command);
      addCount(totals.received, received);
      addCount(totals.sent, sent);
    }
    this.droppedInventory += other.droppedInventory;
  }

  /** The sums by direction and command. A sum of 0 is left out. */
  samples(count: 'messages' | 'bytes'): ValueSample[] {
    return (['received', 'sent'] as const).flatMap((direction) =>
      Array.from(this.byCommand, ([command, totals]) => ({
        labels: { direction, command },
        value: totals[direction][count],
      })).filter(({ value }) => value > 0),
    );
  }

  private addTraffic(direction: 'received' | 'sent', byCommand: Readonly<Record<string, CommandStats>>): void {
    for (const [command, count] of Object.entries(byCommand)) {
      addCount(this.totalsOf(this.commands.of(command))[direction], count);
    }
  }

  private totalsOf(command: string): CommandTotals {
    let totals = this.byCommand.get(command);
    if (totals === undefined) {
      totals = { received: { messages: 0, bytes: 0 }, sent: { messages: 0, bytes: 0 } };
      this.byCommand.set(command, totals);
    }
    return totals;
  }
}

function addCount(total: { messages: number; bytes: number }, { messages, bytes }: CommandStats): void {
  total.messages += messages;
  total.bytes += bytes;
}
