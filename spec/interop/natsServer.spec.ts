import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { expect, it } from '@jest/globals';
import { describeWithNats, startNats } from '../helpers/nodes/natsServer.js';
import { startProgram } from '../helpers/nodes/program.js';

describeWithNats('startNats', (program) => {
  it('keeps port and store of a server that is killed and restarted', async () => {
    const server = await startNats(program);
    try {
      const connection = await connect({ servers: server.url, reconnectTimeWait: 50 });
      expect(connection.info).toMatchObject({ version: program.version, max_payload: 8 * 1024 * 1024 });
      const manager = await jetstreamManager(connection);
      await manager.streams.add({ name: 'kept', subjects: ['kept.>'], storage: 'file' });
      await connection.close();
      await server.restart();
      const again = await connect({ servers: server.url });
      const { config } = await (await jetstreamManager(again)).streams.info('kept');
      expect(config.subjects).toEqual(['kept.>']);
      await again.close();
    } finally {
      await server.stop();
    }
  });
});

describeWithNats('scripts/natsServer.mjs', (program) => {
  it.each(['SIGINT', 'SIGTERM'] as const)('prints a URL that works, and ends with %s', async (signal) => {
    const running = startProgram(['scripts/natsServer.mjs', '--server', program.file, '--max-payload', '2MB']);
    const url = await running.line(/^nats:/);
    const connection = await connect({ servers: url, reconnect: false });
    expect(connection.info?.max_payload).toBe(2 * 1024 * 1024);
    running.signal(signal);
    expect(await running.ended()).toBe(0);
    await connection.closed();
  });

  it('refuses connections without the password of its configuration', async () => {
    const line = 'authorization { user: monitor, password: secret }';
    const running = startProgram(['scripts/natsServer.mjs', '--server', program.file, '--line', line]);
    try {
      const servers = await running.line(/^nats:/);
      await expect(connect({ servers, reconnect: false })).rejects.toThrow(/authorization/i);
      await (await connect({ servers, user: 'monitor', pass: 'secret' })).close();
    } finally {
      running.signal('SIGTERM');
      await running.ended();
    }
  });

  it('ends with its parent process', async () => {
    const script = `
      const args = ['scripts/natsServer.mjs', '--server', ${JSON.stringify(program.file)}];
      require('node:child_process').spawn(process.execPath, args, { stdio: 'inherit' });`;
    const parent = startProgram(['-e', script]);
    const connection = await connect({ servers: await parent.line(/^nats:/), reconnect: false });
    // Waits until no process has its output open: neither the script nor the server.
    await parent.kill();
    await connection.closed();
  });

  it('explains a wrong option', async () => {
    const running = startProgram(['scripts/natsServer.mjs', '--port', 'x']);
    expect(await running.ended()).toBe(2);
    expect(running.stderr()).toContain('--port x: not a port');
  });
});
