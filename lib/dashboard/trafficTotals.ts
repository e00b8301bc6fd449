import type { DirectionStats, PeerStats } from '../peer/stats/stats.js';
import type { TrafficFigures } from './protocol.js';

/** Sums of the messages and bytes of peers. Stores two numbers per command and direction; the stats of a peer bound the commands. */
export class TrafficTotals {
  readonly received = new DirectionTotals();
  readonly sent = new DirectionTotals();

  add(stats: PeerStats): void {
    this.received.add(stats.received);
    this.sent.add(stats.sent);
  }

  copy(): TrafficTotals {
    const copy = new TrafficTotals();
    copy.received.add(this.received.snapshot());
    copy.sent.add(this.sent.snapshot());
    return copy;
  }
}

class DirectionTotals {
  private messages = 0;
  private bytes = 0;
  private readonly byCommand = new Map<string, { messages: number; bytes: number }>();

  add({ messages, bytes, byCommand }: DirectionStats): void {
    this.messages += messages;
    this.bytes += bytes;
    for (const [command, figures] of Object.entries(byCommand)) {
      const total = this.byCommand.get(command);
      if (total === undefined) {
        this.byCommand.set(command, { ...figures });
      } else {
        total.messages += figures.messages;
        total.bytes += figures.bytes;
      }
    }
  }

  snapshot(): TrafficFigures {
    return { messages: this.messages, bytes: this.bytes, byCommand: Object.fromEntries(this.byCommand) };
  }
}
