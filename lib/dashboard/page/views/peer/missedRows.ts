import type { ExchangeReport, MissedExchange, PendingExchange } from '../../../protocol/exchanges.js';

/** A question that waits, or was not answered well. */
export interface MissedRow extends PendingExchange {
  /** Identifies the row. */
  readonly key: string;
  /** The nonce or hash; empty for a question that has none. */
  readonly about: string;
  readonly direction: MissedExchange['direction'];
  readonly outcome: MissedExchange['outcome'] | 'pending';
  readonly tookMs?: number;
}

/** Rows for the pending questions, followed by rows for the missed questions. Each part begins with the newest question. */
export function missedRows({ missed, pending }: Pick<ExchangeReport, 'missed' | 'pending'>): MissedRow[] {
  const rows = [
    ...pending.map((each) => ({ ...each, direction: 'sent' as const, outcome: 'pending' as const })),
    ...missed,
  ];
  // The same question may be asked twice within a millisecond.
  return rows.map((each, i) => ({
    ...each,
    about: each.key,
    key: `${rows.length - i} ${each.askedAtMs} ${each.question} ${each.key}`,
  }));
}
