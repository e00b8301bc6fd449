import { escapeText } from '../../base/escapeText.js';
import type { DirectionStats, PeerStats } from '../../peer/stats/stats.js';
import type { CommandRow } from '../protocol/commandRow.js';

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
    copy.received.add(this.received.stats());
    copy.sent.add(this.sent.stats());
    return copy;
  }

  /** One row per command. */
  rows(): CommandRow[] {
    const [received, sent] = [this.received.stats().byCommand, this.sent.stats().byCommand];
    return [...new Set([...Object.keys(received), ...Object.keys(sent)])].map((command) => ({
      command: escapeText(command),
      receivedMessages: received[command]?.messages ?? 0,
      receivedBytes: received[command]?.bytes ?? 0,
      sentMessages: sent[command]?.messages ?? 0,
      sentBytes: sent[command]?.bytes ?? 0,
    }));
  }
}

class DirectionTotals {
  messages = 0;
  bytes = 0;
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

  stats(): DirectionStats {
    return { messages: this.messages, bytes: this.bytes, byCommand: Object.fromEntries(this.byCommand) };
  }
}
