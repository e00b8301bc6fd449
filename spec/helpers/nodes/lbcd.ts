import { NodeTool } from './nodeTool.js';
import { runWell } from './run.js';

/** A LBRY node on regtest. */
export interface LbryNode {
  readonly host: string;
  readonly port: number;
  readonly rpc: <T>(method: string, ...params: readonly unknown[]) => Promise<T>;
  stop(): Promise<void>;
}

const tool = new NodeTool('lbcd');

/** Why no LBRY node is available on this machine; undefined if one is. */
export const lbcdAbsence = (): Promise<string | undefined> => tool.absence();

/** Starts a fresh node; its coins go to an address without a known key. */
export async function startLbcd(...args: readonly string[]): Promise<LbryNode> {
  const { pid, p2pPort, rpcPort } = await tool.start(args);
  return {
    host: '127.0.0.1',
    port: p2pPort,
    rpc: async <T>(method: string, ...params: readonly unknown[]): Promise<T> =>
      resultOf(method, await runWell(tool.path, ['rpc', String(rpcPort), method, JSON.stringify(params)])) as T,
    stop: () => tool.stop(pid),
  };
}

/** JSON-RPC 1.0: `error` is null on success. */
function resultOf(method: string, answer: string): unknown {
  const { result, error } = JSON.parse(answer) as { result: unknown; error: { message: string } | null };
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}
