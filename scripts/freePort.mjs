// A free port of 127.0.0.1, for programs that cannot choose one themselves.
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Another program may take the port before it is used: the operating system does not give it again at once, so that is rare. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
