import { durationText } from './durationText.js';
import type { Outlier, OutlierInput } from './outlier.js';

/** Bitcoin Core 28 warns about a larger difference (node/timeoffsets.h WARN_THRESHOLD). */
const CLOCK_NOTICE_SECONDS = 10 * 60;
/** Older versions of Bitcoin Core adjusted their time by at most this (DEFAULT_MAX_TIME_ADJUSTMENT). */
const CLOCK_WARNING_SECONDS = 70 * 60;
/** A peer with more faults gets a warning. */
const FAULTS_NOTICE = 1;
const FAULTS_WARNING = 10;
/** A block or two may be on their way to the other peers. */
const MAX_BLOCKS_AHEAD = 6;
/** Protocol 70012 of 2015: headers announcements (BIP130). Every maintained node of Bitcoin and LBRY has it. */
const MIN_PROTOCOL_VERSION = 70_012;

/** @param slowMs the limit, see `outliers` */
export function slow({ roundTripMs }: OutlierInput, slowMs: number): Outlier | undefined {
  if (roundTripMs === undefined || !(roundTripMs > slowMs)) return undefined;
  const text = `Its round trip of ${Math.round(roundTripMs)} ms is above ${Math.round(slowMs)} ms, the limit that the other peers set.`;
  return { kind: 'slow', severity: 'warning', text };
}

/** A clock that differs from ours. */
export function wrongClock({ timeOffsetSeconds }: OutlierInput): Outlier | undefined {
  const offset = Math.abs(timeOffsetSeconds ?? 0);
  if (!(offset > CLOCK_NOTICE_SECONDS)) return undefined;
  const side = timeOffsetSeconds! > 0 ? 'ahead of' : 'behind';
  const severity = offset > CLOCK_WARNING_SECONDS ? 'warning' : 'notice';
  return { kind: 'clock', severity, text: `Its clock is ${durationText(offset)} ${side} ours.` };
}

/** Faults. */
export function faulty({ faults = 0 }: OutlierInput): Outlier | undefined {
  if (!(faults >= FAULTS_NOTICE)) return undefined;
  const text = `It has caused ${faults === 1 ? 'one fault' : `${faults} faults`} that did not end the connection.`;
  return { kind: 'faulty', severity: faults >= FAULTS_WARNING ? 'warning' : 'notice', text };
}

/** No message for a long time. */
export function silent({ lastReceivedAtMs }: OutlierInput, nowMs: number, afterMs: number): Outlier | undefined {
  const silentMs = nowMs - (lastReceivedAtMs ?? nowMs);
  if (!(silentMs > afterMs)) return undefined;
  return { kind: 'silent', severity: 'warning', text: `It has sent nothing for ${durationText(silentMs / 1000)}.` };
}

/** A chain that is far below the best one. */
export function behind({ height = 0 }: OutlierInput, bestHeight: number, maxBlocks: number): Outlier | undefined {
  const blocks = bestHeight - height;
  if (height <= 0 || !(blocks > maxBlocks)) return undefined;
  const text = `Its height ${height} is ${blocks} blocks below the best height ${bestHeight}.`;
  return { kind: 'old', severity: 'warning', text };
}

/** An old protocol version. */
export function oldProtocol({ protocolVersion }: OutlierInput): Outlier | undefined {
  if (protocolVersion === undefined || protocolVersion >= MIN_PROTOCOL_VERSION) return undefined;
  const text = `Its protocol version ${protocolVersion} is below ${MIN_PROTOCOL_VERSION}: a node from before 2016.`;
  return { kind: 'old', severity: 'notice', text };
}

/** A height that no other peer supports. */
export function ahead({ height = 0 }: OutlierInput, bestHeight: number): Outlier | undefined {
  const blocks = height - bestHeight;
  if (bestHeight <= 0 || !(blocks > MAX_BLOCKS_AHEAD)) return undefined;
  const text = `Its height ${height} is ${blocks} blocks above the height ${bestHeight} that two peers support.`;
  return { kind: 'height', severity: 'warning', text };
}
