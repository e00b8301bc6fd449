import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { Cleanup } from '../helpers/nodes/natsMonitor.js';
import { natsPrograms } from '../../scripts/nats/serverProcess.mjs';
import { tourExample } from '../helpers/nodes/documentExample.js';
import { startProgram, type Program } from '../helpers/nodes/program.js';
import { eventually } from '../helpers/nodes/soon.js';

const absence = natsPrograms().length === 0 ? 'nats-server is not installed (apt-get install nats-server)' : undefined;

describeWith(absence, "the tour's commands for more than one machine", () => {
  const cleanup = new Cleanup();
  const started: Program[] = [];
  let serverLog = '';

  beforeAll(async () => {
    const [server, ...commands] = (await tourExample('monitors.sh')).trim().split('\n');
    // As written, except for `npx`, which would look for an installed package, and for the port of the page, which may be in use.
    const [, ...args] = server!.split(' ');
    const child = spawn(natsPrograms()[0]!.file, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    cleanup.add(() => child.kill('SIGKILL'));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (serverLog += text));
    await eventually(
      () => Promise.resolve(serverLog),
      (log) => log.includes('Server is ready'),
      'start of nats-server on port 4222, which must be free',
    );
    for (const command of commands) {
      expect(command).toMatch(/^npx rxpeer /);
      const rest = command.split(' ').slice(2);
      const port = rest[0] === 'dashboard' ? ['--port', '0'] : [];
      const program = startProgram(['dist/cli/rxpeer.js', ...rest, ...port]);
      cleanup.add(() => program.kill());
      started.push(program);
    }
  });

  afterAll(() => cleanup.run());

  it('publish two monitors, print their messages, and serve the page', async () => {
    expect(started).toHaveLength(4);
    const [berlin, tokyo, watching, dashboard] = started as [Program, Program, Program, Program];
    for (const [program, name] of [[berlin, 'berlin'] as const, [tokyo, 'tokyo'] as const]) {
      await eventually(
        () => Promise.resolve(program.stderr()),
        (text) => text.includes(`publishing bitcoin.regtest as the monitor "${name}" to nats://127.0.0.1:4222`),
        `status of ${name}`,
      );
      await watching.line(new RegExp(`Z ${name} 127\\.0\\.0\\.1:\\d+ ← (block|tx) `));
    }
    const url = /http\S+/.exec(await dashboard.line(/open http/))![0];
    expect((await fetch(url)).status).toBe(200);
  });
});
