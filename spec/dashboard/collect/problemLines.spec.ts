import { expect, it } from '@jest/globals';
import { monitored } from './monitoredPool.js';

it('gives a problem the last line of its peer, so that a page can show the messages before it', () => {
  const { monitor, net, theirs } = monitored({ nodes: [{}, {}] });
  const left = theirs[0]!;
  left.close();
  net.advance(1000);
  const [problem] = monitor.tables.rows('problems').filter(({ kind }) => kind === 'lost');
  const { lines, isClosed } = monitor.sequenceAfter(problem!.peer!, 0);
  expect([problem!.line, isClosed]).toEqual([lines.at(-1)!.number, true]);
  expect(monitor.tables.rows('endedLogs')).toEqual([
    { peer: problem!.peer, address: problem!.address, endedAtMs: problem!.atMs },
  ]);
});
