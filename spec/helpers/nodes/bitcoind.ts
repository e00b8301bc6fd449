import { NodeTool, type StartedNode } from './nodeTool.js';
import { runWell } from './run.js';

/** A Bitcoin node on regtest. */
export interface BitcoinNode {
  readonly host: string;
  readonly port: number;
  readonly rpc: <T>(method: string, ...params: readonly unknown[]) => Promise<T>;
  /** Mines blocks to its own wallet; resolves to their hashes. */
  mine(count: number): Promise<string[]>;
  /** Sends 0.1 coins to itself; resolves to the txid. */
  spend(): Promise<string>;
  /** Suspends its process (SIGSTOP): the operating system still accepts connections, but nothing answers. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

const tool = new NodeTool('bitcoind');

/** Why no Bitcoin node is available on this machine; undefined if one is. */
export const bitcoindAbsence = (): Promise<string | undefined> => tool.absence();

/** Starts a fresh node, with a wallet and the 101 blocks that make its first coin spendable. */
export async function startBitcoind(...args: readonly string[]): Promise<BitcoinNode> {
  // A derivative of Bitcoin Core may create legacy addresses, whose spends have no witness.
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
      // The height in the node's version is updated slightly later.
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

/** The command line takes text without quotes, other values as JSON. */
function argument(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The command line prints text without quotes: a hash that consists of digits is not a number. */
function parsed(printed: string): unknown {
  const text = printed.trim();
  return /^[[{]|^(true|false|null|-?\d{1,15}(\.\d+)?)$/.test(text) ? JSON.parse(text) : text;
}
