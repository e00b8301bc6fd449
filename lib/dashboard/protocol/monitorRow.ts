/** A monitor: another process that has connections and publishes their messages and events. */
export interface MonitorRow {
  /** Its name, cut after 64 characters. */
  readonly name: string;
  /** False if it has ended, or is silent. */
  readonly isAlive: boolean;
  /** The number of its ready peers. */
  readonly peers: number;
  /** When it was started, milliseconds since 1970; absent while it is not known. */
  readonly startedAtMs?: number;
  /** The version of rxpeer that it runs; absent while it is not known. */
  readonly version?: string;
  /** Messages and events that arrived from it. */
  readonly receivedRecords: number;
  /** Messages and events that were lost on the way. */
  readonly lostRecords: number;
  /** Messages that it dropped itself. */
  readonly droppedMessages: number;
  /** Its clock minus ours. */
  readonly clockOffsetMs: number;
}
