import type { BitcoinNode } from './bitcoind.js';
import { eventually } from './soon.js';

/** An entry of the node's RPC getpeerinfo. */
export interface PeerInfo {
  readonly id: number;
  readonly inbound: boolean;
  readonly subver: string;
  readonly version: number;
  /** Seconds; absent before the first pong. */
  readonly pingtime?: number;
  readonly transport_protocol_type: string;
  /** Of a v2 connection, in hex; empty for v1. */
  readonly session_id: string;
}

/** Waits until the node has no connections. */
export async function everybodyGone({ rpc }: Pick<BitcoinNode, 'rpc'>): Promise<void> {
  await eventually(
    () => rpc<PeerInfo[]>('getpeerinfo'),
    (infos) => infos.length === 0,
    'end of all connections',
  );
}

/** Waits until the node has received its first pong. Before that it announces nothing. */
export async function answered(node: Pick<BitcoinNode, 'rpc'>, ours: string): Promise<PeerInfo> {
  return peerInfo(node, ours, ({ pingtime }) => pingtime !== undefined);
}

/** Waits until the node's entry for the connection whose user agent contains `ours` satisfies the predicate; resolves to the entry. */
export async function peerInfo(
  { rpc }: Pick<BitcoinNode, 'rpc'>,
  ours: string,
  isWanted: (info: PeerInfo) => boolean = () => true,
): Promise<PeerInfo> {
  const mine = async (): Promise<PeerInfo | undefined> =>
    (await rpc<PeerInfo[]>('getpeerinfo')).find((info) => info.subver.includes(ours));
  const info = await eventually(mine, (found) => found !== undefined && isWanted(found), `getpeerinfo of ${ours}`);
  return info!;
}
