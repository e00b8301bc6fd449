import { describe, expect, it } from '@jest/globals';
import { parseNatsArguments } from '../../lib/cli/natsArguments.js';
import { statusJson, statusText, type PublishStatus } from '../../lib/cli/publishStatus.js';
import { bitcoin } from '../../lib/index.js';
import type { PublishState } from '../../lib/nats.js';

const labels = {
  monitor: 'berlin\n',
  network: bitcoin.regtest,
  nats: parseNatsArguments({ nats: 'nats://me:secret@h:1' }, {}),
};
const status = (state: Partial<PublishState> = {}, rest: Partial<PublishStatus> = {}): PublishStatus => ({
  atMs: 0,
  peers: 2,
  failures: [],
  state: {
    ...{ isConnected: true, reconnects: 0, publishedMessages: 0, publishedBytes: 0 },
    ...{ droppedMessages: 0, droppedPerCommand: 0, droppedBytes: 0, queuedBytes: 0, ...state },
  },
  ...rest,
});
const changed = (before: PublishStatus, now: PublishStatus) => statusText(before, now, labels);

describe('the status of rxpeer publish', () => {
  it('is one line when it begins', () => {
    expect(statusText(undefined, status(), labels)).toBe(
      'publishing bitcoin.regtest as the monitor "berlin\\n" to nats://h:1, 2 peers; press Ctrl-C to stop it',
    );
  });

  it('is one line for all that has changed, and none if nothing has', () => {
    expect(changed(status(), status({ publishedMessages: 5 }))).toBeUndefined();
    expect(changed(status(), status({ isConnected: false }))).toBe(
      'lost the connection to nats://h:1, connecting again …',
    );
    expect(changed(status({ isConnected: false }), status({ droppedMessages: 3 }, { peers: 1 }))).toBe(
      'connected to nats://h:1 again; 3 messages dropped, 3 in total; 1 peer',
    );
    expect(changed(status({ droppedMessages: 3 }), status({ droppedMessages: 5 }))).toBe(
      '2 messages dropped, 5 in total',
    );
    expect(changed(status(), status({}, { failures: ['a:1: refused'] }))).toBe('a:1: refused');
    expect(changed(status(), status({}, { failures: ['a:1: refused', 'b', 'c'] }))).toBe(
      'a:1: refused, and 2 more nodes failed',
    );
  });

  it('is a line of JSON without secrets', () => {
    const line = statusJson(status({ publishedBytes: 7 }), labels);
    expect(line).not.toContain('secret');
    expect(JSON.parse(line)).toMatchObject({
      ...{ at: '1970-01-01T00:00:00.000Z', monitor: 'berlin\n', network: 'bitcoin.regtest', server: 'nats://h:1' },
      ...{ peers: 2, isConnected: true, publishedBytes: 7 },
    });
  });
});
