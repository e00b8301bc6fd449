import type { MonitorStatus } from '../../export/nats/remote/remotePool.js';
import { monitorText } from './monitorText.js';
import type { MonitorRow } from '../protocol/monitorRow.js';

/** The table row of a monitor. */
export function monitorRow(status: MonitorStatus): MonitorRow {
  const { clockOffsetMs, droppedMessages, isAlive, lostRecords, monitor, peers, receivedRecords } = status;
  const { startedAtMs, version } = status;
  return {
    name: monitorText(monitor),
    isAlive,
    peers,
    receivedRecords,
    lostRecords,
    droppedMessages,
    clockOffsetMs: Math.round(clockOffsetMs * 100) / 100,
    ...(startedAtMs === undefined ? {} : { startedAtMs }),
    ...(version === undefined ? {} : { version: monitorText(version) }),
  };
}
