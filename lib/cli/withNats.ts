import type { NatsConnection } from '@nats-io/transport-node';
import { firstValueFrom, from, map, merge } from 'rxjs';
import { errorLine } from './errorLine.js';
import type { Io } from './io.js';
import type { NatsArguments } from './natsArguments.js';
import { closeNats, connectNats, NatsConnectionError } from './natsConnection.js';

/**
 * Connects to NATS, runs a subcommand on the connection, and closes it.
 *
 * @param run returns the exit code
 * @returns the exit code of `run`; 0 if the program is stopped while it connects; 1 if it cannot connect, which is reported on stderr
 */
export async function withNats(
  options: NatsArguments,
  name: string,
  io: Io,
  run: (connection: NatsConnection) => Promise<number>,
): Promise<number> {
  let connection: NatsConnection | undefined;
  try {
    const connecting = connectNats(options, name);
    connection = await firstValueFrom(merge(from(connecting), io.stop$.pipe(map(() => undefined))), {
      defaultValue: undefined,
    });
    if (connection === undefined) {
      void connecting.then(closeNats).catch(() => undefined);
      return 0;
    }
    return await run(connection);
  } catch (error) {
    if (!(error instanceof NatsConnectionError)) throw error;
    io.stderr.write(errorLine(error.message));
    return 1;
  } finally {
    if (connection !== undefined) await closeNats(connection);
  }
}
