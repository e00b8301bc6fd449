import { expect, it } from '@jest/globals';
import { codeMeaning } from '../../../lib/dashboard/collect/codeMeaning.js';
import { VIOLATIONS } from '../../../lib/policy/violations.js';

it.each([
  ...Object.keys(VIOLATIONS),
  // The other codes with which a connection ends or cannot be opened (base/errors.ts).
  ...['TRUNCATED', 'NO_TERMINATOR', 'BAD_GARBAGE', 'BAD_PACKET', 'VERSION_TOO_OLD', 'SERVICES_MISSING', 'REFUSED'],
  ...['SELF_CONNECTION', 'REJECTED', 'UNEXPECTED_REQUEST', 'CONNECT_TIMEOUT', 'NEGOTIATION_TIMEOUT', 'PONG_TIMEOUT'],
  ...['IDLE_TIMEOUT', 'STALLED', 'REQUEST_TIMEOUT', 'CONNECT_FAILED', 'PROXY_FAILED', 'CONNECTION_LOST'],
  ...['REMOTE_CLOSED', 'V2_REFUSED', 'TOO_MANY_KEY_EXCHANGES', 'SEND_QUEUE_FULL', 'LISTEN_FAILED', 'ENDED'],
  ...['CALLBACK_FAILED', 'CONVERSATION_FAILED', 'CONSUMER_STALLED', 'ABORTED', 'MONITOR_SILENT'],
])('codeMeaning explains %s in a sentence', (code) => expect(codeMeaning(code)).toMatch(/^[A-Z].{10,}\.$/));

it.each(['', 'UNKNOWN', 'constructor', '__proto__'])('codeMeaning has no text for %j', (code) =>
  expect(codeMeaning(code)).toBe(''),
);
