import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../scripts/freePort.mjs';
import { eventually } from './soon.js';

/** Why there is no Litecoin node; undefined if it is installed. */
export const litecoindAbsence = ((): string | undefined => {
  try {
    execFileSync('sh', ['-c', 'command -v litecoind'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'litecoind is not installed (apt-get install litecoind)';
  }
})();

/** A Litecoin node on regtest. */
export interface LitecoinNode {
  readonly host: string;
  readonly port: number;
  rpc<T>(method: string, ...params: readonly unknown[]): Promise<T>;
  /** Mines blocks to its own wallet; resolves to their hashes. */
  mine(count: number): Promise<string[]>;
  stop(): Promise<void>;
}

const STOP_TIMEOUT_MS = 20_000;

/** Starts a node on free ports of 127.0.0.1, in a folder of its own, with a wallet. */
export async function startLitecoind(): Promise<LitecoinNode> {
  const folder = await mkdtemp(join(tmpdir(), 'rxpeer-litecoin-'));
  const [port, rpcPort] = [await freePort(), await freePort()];
  const args = [
    ...['-regtest', `-datadir=${folder}`, '-server=1', '-printtoconsole=0', '-dnsseed=0', '-listenonion=0', '-upnp=0'],
    ...[`-bind=127.0.0.1:${port}`, `-rpcbind=127.0.0.1:${rpcPort}`, `-rpcport=${rpcPort}`, '-rpcallowip=127.0.0.1'],
    // Relays at once to us, without the pauses that protect the origin of a transaction.
    ...['-rpcuser=spec', '-rpcpassword=spec', '-whitelist=127.0.0.1', '-fallbackfee=0.001'],
  ];
  // Debian's program writes a configuration into the home folder.
  const child = spawn('litecoind', args, { stdio: 'ignore', env: { ...process.env, HOME: folder } });
  const ended = once(child, 'exit');

  async function stop(): Promise<void> {
    const killing = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    child.kill('SIGTERM');
    await ended;
    clearTimeout(killing);
    await rm(folder, { recursive: true, force: true });
  }

  async function rpc<T>(method: string, ...params: readonly unknown[]): Promise<T> {
    const answer = await fetch(`http://127.0.0.1:${rpcPort}/`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('spec:spec')}` },
      body: JSON.stringify({ jsonrpc: '1.0', id: 1, method, params }),
    });
    const { result, error } = (await answer.json()) as { result: T; error: { message: string } | null };
    if (error !== null) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  try {
    const starting = async (): Promise<boolean> => {
      if (child.exitCode !== null) throw new Error(`litecoind ended with ${child.exitCode}`);
      return rpc('getblockcount').then(
        () => true,
        () => false,
      );
    };
    await eventually(starting, (isReady) => isReady, 'RPC of litecoind', 60_000);
    await rpc('createwallet', 'spec');
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    host: '127.0.0.1',
    port,
    rpc,
    mine: async (count) => rpc('generatetoaddress', count, await rpc('getnewaddress')),
    stop,
  };
}
