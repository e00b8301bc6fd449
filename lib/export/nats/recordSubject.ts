import { parseSubjectToken, subjectToken } from './subject.js';

/** The last token of the subject for records of the monitor itself. */
const MONITOR_TOKEN = 'monitor';

/** The subject of the records of a peer: `rxpeer.<network>.<monitor>.<peer>`. @param peer absent: the records of the monitor itself */
export function recordSubject(network: string, monitor: string, peer?: number): string {
  return `rxpeer.${subjectToken(network)}.${subjectToken(monitor)}.${peer ?? MONITOR_TOKEN}`;
}

/** The subject of all records of a network, or of one monitor of it, with a wildcard. */
export function recordSubjects(network: string, monitor?: string): string {
  return `rxpeer.${subjectToken(network)}.${monitor === undefined ? '*' : subjectToken(monitor)}.*`;
}

/**
 * One subject for these monitors, which may have further ones: nats-server has consumers with several filters from 2.10 on.
 *
 * @param monitors absent: all
 */
export function commonSubject(network: string, monitors: readonly string[] | undefined): string {
  return recordSubjects(network, monitors?.length === 1 ? monitors[0] : undefined);
}

/** The token of the monitor in the subject of records; undefined for a subject with too few tokens. */
export function monitorToken(subject: string): string | undefined {
  const [, , token, peer] = subject.split('.');
  return peer === undefined ? undefined : token;
}

/** The monitor in the subject of records; undefined for a subject that no publisher uses. */
export function monitorOfSubject(subject: string): string | undefined {
  const token = monitorToken(subject);
  return token === undefined ? undefined : parseSubjectToken(token);
}

/** The subject on which a monitor answers other publishers that use its name. */
export function claimSubject(network: string, monitor: string): string {
  return `rxpeer-claim.${subjectToken(network)}.${subjectToken(monitor)}`;
}

/** The subject on which readers ask all monitors of a network for the state of their peers. */
export function stateSubject(network: string): string {
  return `rxpeer-state.${subjectToken(network)}`;
}
