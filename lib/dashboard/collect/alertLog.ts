import { interval, Subject, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { wallClockMs } from '../../base/clock.js';
import { escapeText } from '../../base/escapeText.js';
import type { PeerAlertRule } from '../../monitor/alerts/alert.js';
import { preciseScheduler } from '../../peer/preciseScheduler.js';
import type { ObservedPeer } from '../../pool/observedPool.js';
import { monitorText } from './monitorText.js';
import type { AlertRow } from '../protocol/alertRow.js';
import { alertKindOf } from './alertKinds.js';
import { dashboardRules, poolAlerts, type AlertedPool, type PoolAlert } from './poolAlerts.js';

/**
 * Rows that are stored. Beyond it the oldest inactive row is removed. If all rows are active, the row that fired longest ago is removed.
 */
export const MAX_ALERT_ROWS = 500;
/** The interval at which rows become inactive. */
const CHECK_INTERVAL_MS = 10_000;
/** Characters of a name and of a text: rules of the caller can choose longer ones. */
const MAX_NAME_CHARACTERS = 60;
const MAX_TEXT_CHARACTERS = 300;

/** An alert begins or ends. */
export interface AlertChange {
  /** `fired`: it is new, or was inactive before. `ended`: it is inactive now, or was removed. */
  readonly event: 'fired' | 'ended';
  /** The row afterwards. */
  readonly row: AlertRow;
}

/** Options of `AlertLog`. */
export interface AlertLogOptions {
  /** The rules about peers. Default: the five of this library. */
  rules?: readonly PeerAlertRule<ObservedPeer>[] | undefined;
  /** Returns the number of the newest line of the conversation with a peer, so that an alert links to it. Default: no line. */
  lineOf?: ((peer: number) => number | undefined) | undefined;
  /** The timers, and the time of day of the rows. Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
  /** The clock of the propagation of blocks; for a pool of `fromNats`, the clock of the records. Default `scheduler`. */
  sightingScheduler?: SchedulerLike | undefined;
}

/**
 * The alerts of a pool, from the construction until `subscription` is unsubscribed.
 *
 * States of a row: active (it fired, and again at least every `endsAfterMs` of its kind), inactive (it did not, or its peer left). A row that fires again
 * is active again, with a new beginning. `acknowledge` marks a row until it fires after having been inactive. Stores at most MAX_ALERT_ROWS rows. Rows are
 * replaced, never changed: a row that is the same object as before is the same row.
 */
export class AlertLog {
  /** Ends the log; `change$` completes. */
  readonly subscription = new Subscription();
  /** In the order in which they fired last, the oldest first. */
  private readonly byKey = new Map<string, AlertRow>();
  /** When each row fired last, by `now()` of the scheduler. */
  private readonly firedAtMs = new Map<string, number>();
  private readonly leftPeers = new WeakSet<ObservedPeer>();
  private readonly changes$ = new Subject<AlertChange>();
  private readonly lineOf: (peer: number) => number | undefined;
  private readonly scheduler: SchedulerLike;

  /** Emits each alert that begins or ends. */
  readonly change$: Observable<AlertChange> = this.changes$.asObservable();

  constructor(
    pool: AlertedPool,
    {
      rules = dashboardRules(),
      lineOf = () => undefined,
      scheduler = preciseScheduler,
      sightingScheduler = scheduler,
    }: AlertLogOptions = {},
  ) {
    this.lineOf = lineOf;
    this.scheduler = scheduler;
    this.subscription.add(pool.left$.subscribe(({ peer }) => this.onLeft(peer)));
    this.subscription.add(poolAlerts(pool, rules, sightingScheduler).subscribe((alert) => this.onAlert(alert)));
    this.subscription.add(interval(CHECK_INTERVAL_MS, scheduler).subscribe(() => this.endSilentRows()));
    this.subscription.add(() => this.changes$.complete());
  }

  /** The rows. The alert that fired most recently is the first one. */
  rows(): readonly AlertRow[] {
    return [...this.byKey.values()].reverse();
  }

  /** Marks an alert as acknowledged until it fires again after having been inactive. Returns false if there is no alert with this key. */
  acknowledge(key: string): boolean {
    const row = this.byKey.get(key);
    if (row === undefined) return false;
    this.byKey.set(key, { ...row, isAcknowledged: true });
    return true;
  }

  private onAlert(alert: PoolAlert): void {
    const nowMs = wallClockMs(this.scheduler);
    const { peer } = alert;
    const key = keyOf(alert);
    const before = this.byKey.get(key);
    const continued = before?.isActive === true ? before : undefined;
    const row: AlertRow = {
      ...this.describe(alert, key),
      sinceMs: continued?.sinceMs ?? nowMs,
      lastAtMs: nowMs,
      count: (continued?.count ?? 0) + 1,
      isActive: true,
      isAcknowledged: continued?.isAcknowledged ?? false,
    };
    // Deleted first, so that the Map keeps the order in which rows fired.
    this.byKey.delete(key);
    this.byKey.set(key, row);
    this.firedAtMs.set(key, this.scheduler.now());
    if (this.byKey.size > MAX_ALERT_ROWS) this.removeOldest(key);
    if (continued === undefined) this.changes$.next({ event: 'fired', row });
    // A peer that was closed because it did not answer has left before the alert about it.
    if (peer !== undefined && this.leftPeers.has(peer)) this.end(row);
  }

  private describe(alert: PoolAlert, key: string) {
    const { hash, peer, text } = alert;
    const { evidence, severity, title } = alertKindOf(alert);
    const line = peer === undefined ? undefined : this.lineOf(peer.id);
    return {
      key,
      rule: shortName(alert.alert),
      title: shortName(title),
      severity,
      text: escapeText(text.slice(0, MAX_TEXT_CHARACTERS)).slice(0, MAX_TEXT_CHARACTERS),
      ...(peer === undefined ? {} : { peer: peer.id, address: escapeText(peer.address) }),
      ...(peer?.monitor === undefined ? {} : { monitor: monitorText(peer.monitor) }),
      evidence: evidence({ peer: peer?.id, line, hash }),
    };
  }

  private onLeft(peer: ObservedPeer): void {
    this.leftPeers.add(peer);
    for (const row of [...this.byKey.values()]) if (row.isActive && row.peer === peer.id) this.end(row);
  }

  private endSilentRows(): void {
    const nowMs = this.scheduler.now();
    for (const row of [...this.byKey.values()]) {
      const { endsAfterMs } = alertKindOf({ alert: row.rule });
      if (row.isActive && nowMs - this.firedAtMs.get(row.key)! >= endsAfterMs) this.end(row);
    }
  }

  private end(row: AlertRow): void {
    const ended = { ...(this.byKey.get(row.key) ?? row), isActive: false };
    if (this.byKey.has(row.key)) this.byKey.set(row.key, ended);
    this.changes$.next({ event: 'ended', row: ended });
  }

  /** @param newest the key of the row that has just fired, which stays */
  private removeOldest(newest: string): void {
    const others = [...this.byKey.values()].filter(({ key }) => key !== newest);
    const removed = others.find(({ isActive }) => !isActive) ?? others[0]!;
    this.byKey.delete(removed.key);
    this.firedAtMs.delete(removed.key);
    if (removed.isActive) this.end(removed);
  }
}

function keyOf({ alert, peer }: PoolAlert): string {
  return peer === undefined ? shortName(alert) : `${shortName(alert)}/${peer.id}`;
}

function shortName(text: string): string {
  return escapeText(text.slice(0, MAX_NAME_CHARACTERS)).slice(0, MAX_NAME_CHARACTERS);
}
