import { expect, it } from '@jest/globals';
import { addr } from '../../helpers/monitor/alertsAbout.js';
import { monitored } from './monitoredPool.js';

it('a page acknowledges an alert for all pages, and learns if no alert has the key', async () => {
  const { monitor, net, theirs } = monitored({ nodes: [{}] });
  for (let i = 0; i < 2; i++) void theirs[0]!.send(addr(600));
  net.advance(1000);
  const [alert] = monitor.tables.rows('alerts');
  expect(alert).toMatchObject({ rule: 'addr flood', isAcknowledged: false });
  expect(await monitor.answers.acknowledge({ key: alert!.key })).toEqual({ isDone: true });
  expect(monitor.tables.rows('alerts')).toEqual([{ ...alert, isAcknowledged: true }]);
  expect(await monitor.answers.acknowledge({ key: 'addr flood/999' })).toEqual({ isDone: false });
});

it('the row of the program has the best height that independent peers support', () => {
  const { monitor } = monitored({ nodes: [{}, {}] });
  const { bestHeight } = monitor.tables.rows('program')[0]!;
  expect(bestHeight).toMatchObject({ support: 2, isOnePeersWord: false, disagreeing: [] });
  expect(bestHeight.height).toBe(monitor.tables.rows('peers')[0]!.height);
});
