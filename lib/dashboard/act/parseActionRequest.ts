import {
  ACTION_NAMES,
  MAX_BAN_REASON_CHARACTERS,
  MAX_HOST_CHARACTERS,
  MAX_TOKEN_CHARACTERS,
  type ActionName,
  type ActionRequest,
} from '../protocol/action.js';

/** The fields that may be present besides token and action. */
const FIELDS: Readonly<Record<ActionName, readonly string[]>> = {
  disconnect: ['peer'],
  ban: ['peer', 'host', 'untilMs', 'reason'],
  unban: ['host'],
  record: ['peer'],
  stopRecording: ['peer'],
};

/**
 * Validates the parameters of a request, parsed from JSON; undefined if it is not a valid one. A request names one target, a peer or a host, and has no
 * field that its action does not have. The token is not compared here.
 */
export function parseActionRequest(value: unknown): ActionRequest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Record<string, unknown>;
  const { action, host, peer, reason, token, untilMs } = fields;
  if (!isText(token, 1, MAX_TOKEN_CHARACTERS)) return undefined;
  if (!ACTION_NAMES.includes(action as ActionName)) return undefined;
  const allowed = ['token', 'action', ...FIELDS[action as ActionName]];
  if (!Object.keys(fields).every((name) => allowed.includes(name))) return undefined;
  if ((peer === undefined) === (host === undefined)) return undefined;
  if (peer !== undefined && !isCount(peer)) return undefined;
  if (host !== undefined && !isText(host, 1, MAX_HOST_CHARACTERS)) return undefined;
  if (untilMs !== undefined && !isCount(untilMs)) return undefined;
  if (reason !== undefined && !isText(reason, 0, MAX_BAN_REASON_CHARACTERS)) return undefined;
  return {
    token,
    action: action as ActionName,
    ...(peer === undefined ? {} : { peer }),
    ...(host === undefined ? {} : { host }),
    ...(untilMs === undefined ? {} : { untilMs }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isText(value: unknown, min: number, max: number): value is string {
  return typeof value === 'string' && value.length >= min && value.length <= max;
}
