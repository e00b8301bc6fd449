import type { AlertSeverity } from '../../../protocol/alertRow.js';

/** A rule as the view explains it. */
export interface WatchedRule {
  /** The name of its alerts, as in docs/alerts.md. */
  readonly rule: string;
  /** The heading of its alerts. */
  readonly title: string;
  readonly severity: AlertSeverity;
  /** When it fires, with its threshold. */
  readonly firesWhen: string;
  /** Its possible causes. */
  readonly meaning: string;
}

/** The rules that the program runs. */
export const WATCHED_RULES: readonly WatchedRule[] = [
  {
    rule: 'addr flood',
    title: 'Peer sends too many addresses',
    severity: 'warning',
    firesWhen: 'A peer sends more than 1000 addresses within 60 s.',
    meaning: 'It may be filling address books with its own addresses.',
  },
  {
    rule: 'inv without data',
    title: 'Peer does not send what it announces',
    severity: 'warning',
    firesWhen: 'A peer announces a block or transaction, and does not send it when we ask.',
    meaning: 'It is overloaded, or it claims to have what it does not have.',
  },
  {
    rule: 'clock offset',
    title: 'Clocks differ',
    severity: 'warning',
    firesWhen: 'The clock of a peer differs from ours by more than 10 minutes.',
    meaning: 'If many peers differ in this way, our own clock is wrong.',
  },
  {
    rule: 'silent peer',
    title: 'Peer is silent',
    severity: 'warning',
    firesWhen: 'A peer sends no message for 140 s, although it has to answer our pings.',
    meaning: 'The peer, or the network to it, is stuck. It is disconnected if it stays silent.',
  },
  {
    rule: 'ping rising',
    title: 'Pings take longer and longer',
    severity: 'info',
    firesWhen: 'Each of 5 pings takes longer than the one before, and the last takes 2 times as long as the first.',
    meaning: 'The network, the peer or this program becomes slow.',
  },
  {
    rule: 'slow block',
    title: 'Block spread slowly',
    severity: 'warning',
    firesWhen: 'A block takes more than 2 s to reach 90 % of the peers, or has not reached them after 10 s.',
    meaning: 'Most peers learn of blocks late. A block that only one peer announces does not count.',
  },
];
