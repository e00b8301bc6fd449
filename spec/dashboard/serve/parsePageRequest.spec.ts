import { describe, expect, it } from '@jest/globals';
import { MAX_ALERT_KEY_CHARACTERS } from '../../../lib/dashboard/protocol/alertRow.js';
import { TABLE_NAMES } from '../../../lib/dashboard/protocol/table.js';
import { parsePageRequest } from '../../../lib/dashboard/serve/parsePageRequest.js';

describe('parsePageRequest', () => {
  it.each([
    [{ kind: 'watch', peer: 3, after: 0 }],
    [{ kind: 'watch', peer: null, after: 7 }],
    [{ kind: 'show', tables: [] }],
    [{ kind: 'show', tables: TABLE_NAMES }],
    [{ kind: 'playback', action: 'play' }],
    [{ kind: 'playback', action: 'seek', atMs: 1700000000000.5 }],
    [{ kind: 'ask', number: 1, question: 'details', params: { peer: 3, line: 12 } }],
    [{ kind: 'ask', number: 1, question: 'exchanges', params: { peer: 3 } }],
    [{ kind: 'ask', number: 1, question: 'facts', params: { peer: 0 } }],
    [{ kind: 'ask', number: 1, question: 'act', params: { token: 't', action: 'disconnect', peer: 3 } }],
    [{ kind: 'ask', number: 2, question: 'acknowledge', params: { key: 'silent peer/7' } }],
    [{ kind: 'ask', number: 2, question: 'acknowledge', params: { key: 'k'.repeat(MAX_ALERT_KEY_CHARACTERS) } }],
  ])('parses %j, and ignores further fields', (request) => {
    expect(parsePageRequest(JSON.stringify(request))).toEqual(request);
    expect(parsePageRequest(JSON.stringify({ ...request, more: 'x' }))).toEqual(request);
  });

  it.each([
    '',
    '{',
    'null',
    '7',
    '[]',
    '{}',
    '{"kind":"watch"}',
    '{"kind":"watch","peer":-1,"after":0}',
    '{"kind":"watch","peer":1.5,"after":0}',
    '{"kind":"watch","peer":"1","after":0}',
    '{"kind":"watch","peer":1,"after":1e99}',
    '{"kind":"playback"}',
    '{"kind":"playback","action":"speed","speed":"1"}',
    '{"kind":"show"}',
    '{"kind":"show","tables":"peers"}',
    '{"kind":"show","tables":["__proto__"]}',
    `{"kind":"show","tables":${JSON.stringify([...TABLE_NAMES, 'peers'])}}`,
    '{"kind":"ask","number":1,"question":"details"}',
    '{"kind":"ask","number":1,"question":"details","params":null}',
    '{"kind":"ask","number":1,"question":"details","params":{"peer":null,"line":1}}',
    '{"kind":"ask","number":-1,"question":"details","params":{"peer":1,"line":1}}',
    '{"kind":"ask","number":1,"question":"acknowledge","params":{}}',
    '{"kind":"ask","number":1,"question":"acknowledge","params":{"key":""}}',
    '{"kind":"ask","number":1,"question":"acknowledge","params":{"key":7}}',
    `{"kind":"ask","number":1,"question":"acknowledge","params":{"key":"${'k'.repeat(MAX_ALERT_KEY_CHARACTERS + 1)}"}}`,
    '{"kind":"ask","number":1,"question":"constructor","params":{"peer":1,"line":1}}',
    '{"kind":"ask","number":1,"question":"facts","params":{"peer":"1"}}',
    '{"kind":"ask","number":1,"question":"exchanges","params":{}}',
    '{"kind":"ask","number":1,"question":"act","params":{"action":"disconnect","peer":3}}',
    '{"kind":"__proto__","peer":1,"line":1}',
  ])('returns undefined for %s', (text) => expect(parsePageRequest(text)).toBeUndefined());
});
