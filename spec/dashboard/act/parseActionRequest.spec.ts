import { describe, expect, it } from '@jest/globals';
import { parseActionRequest } from '../../../lib/dashboard/act/parseActionRequest.js';

const base = { token: 'secret' };

describe('the parser of action requests', () => {
  it.each([
    { ...base, action: 'disconnect', peer: 3 },
    { ...base, action: 'ban', peer: 3 },
    { ...base, action: 'ban', host: '8.8.8.8', untilMs: 1_700_000_000_000, reason: '' },
    { ...base, action: 'unban', host: '2a01:4f8::/64' },
    { ...base, action: 'record', peer: 0 },
    { ...base, action: 'stopRecording', peer: 3 },
    { ...base, action: 'unban', host: 'h'.repeat(260), token: 't'.repeat(64) },
    { ...base, action: 'ban', peer: 3, reason: 'r'.repeat(100), untilMs: Number.MAX_SAFE_INTEGER },
  ])('accepts %j', (request) => {
    expect(parseActionRequest(JSON.parse(JSON.stringify(request)))).toEqual(request);
  });

  it.each([
    undefined,
    null,
    [],
    'action',
    { ...base },
    { ...base, action: 'close', peer: 1 },
    { ...base, action: 'toString', peer: 1 },
    { ...base, kind: 'action', action: 'record', peer: 1 },
    { ...base, action: 'disconnect' },
    { ...base, action: 'disconnect', host: '8.8.8.8' },
    { ...base, action: 'disconnect', peer: -1 },
    { ...base, action: 'disconnect', peer: 1.5 },
    { ...base, action: 'disconnect', peer: '1' },
    { ...base, action: 'disconnect', peer: 2 ** 53 },
    { ...base, action: 'disconnect', peer: 1, reason: 'r' },
    { ...base, action: 'disconnect', peer: 1, extra: 1 },
    { ...base, action: 'unban', peer: 1 },
    { ...base, action: 'unban', host: '' },
    { ...base, action: 'unban', host: 'h'.repeat(261) },
    { ...base, action: 'unban', host: 7 },
    { ...base, action: 'ban', host: '8.8.8.8', peer: 1 },
    { ...base, action: 'ban', peer: 1, reason: 'r'.repeat(101) },
    { ...base, action: 'ban', peer: 1, reason: null },
    { ...base, action: 'ban', peer: 1, untilMs: -1 },
    { ...base, action: 'ban', peer: 1, untilMs: 1e300 },
    { ...base, action: 'record', peer: 1, token: '' },
    { ...base, action: 'record', peer: 1, token: 't'.repeat(65) },
    { ...base, action: 'record', peer: 1, token: undefined },
  ])('refuses %j', (request) => {
    expect(parseActionRequest(request)).toBeUndefined();
  });
});
