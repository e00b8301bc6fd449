import { NodeTool, type StartedNode } from './nodeTool.js';
import { runWell } from './run.js';

/** A Bitcoin node on regtest. */
export interface BitcoinNode {
  readonly host: string;
  readonly port: number;
  readonly rpc: <T>(method: string, ...params: readonly unknown[]) => Promise<T>;
  /** Mines that many blocks to its own wallet; gives their hashes. */
  mine(count: number): Promise<string[]>;
  /** Sends a tenth of a coin to itself; gives the txid. */
  spend(): Promise<string>;
  /** Stops its process where it stands: the operating system still accepts connections for it, and nobody answers. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

const tool = new NodeTool('bitcoind');

/** Why no Bitcoin node can be had on this machine; undefined when one can. */
export const bitcoindAbsence = (): Promise<string | undefined> => tool.absence();

/** Starts a fresh node, with a wallet and the 101 blocks that make its first coin spendable. */
export async function startBitcoind(...args: readonly string[]): Promise<BitcoinNode> {
  // A derivative of Bitcoin Core may give out legacy addresses, whose spends have no witness.
  const started = await tool.start<StartedNode & { readonly cli: string }>(['-addresstype=bech32', ...args]);
  const { pid, p2pPort, cli } = started;
  const rpc = async <T>(method: string, ...params: readonly unknown[]): Promise<T> =>
    parsed(await runWell(cli, [method, ...params.map(argument)])) as T;
  const node: BitcoinNode = {
    host: '127.0.0.1',
    port: p2pPort,
    rpc,
    async mine(count) {
      const hashes = await rpc<string[]>('generatetoaddress', count, await rpc('getnewaddress'));
      // The height that a node tells in its version follows a moment later.
      await rpc('syncwithvalidationinterfacequeue');
      return hashes;
    },
    spend: async () => rpc('sendtoaddress', await rpc('getnewaddress'), 0.1),
    freeze: () => process.kill(pid, 'SIGSTOP'),
    thaw: () => process.kill(pid, 'SIGCONT'),
    stop: () => tool.stop(pid),
  };
  try {
    await rpc('createwallet', 'spec');
    await node.mine(101);
  } catch (error) {
    await node.stop();
    throw error;
  }
  return node;
}

/** The command line takes text bare, anything else as JSON. */
function argument(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The command line prints text bare too: a hash of digits alone is not a number. */
function parsed(printed: string): unknown {
  const text = printed.trim();
  return /^[[{]|^(true|false|null|-?\d{1,15}(\.\d+)?)$/.test(text) ? JSON.parse(text) : text;
}
