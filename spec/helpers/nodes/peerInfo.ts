import type { BitcoinNode } from './bitcoind.js';
import { eventually } from './soon.js';

/** What a node says of one of its connections (RPC getpeerinfo). */
export interface PeerInfo {
  readonly id: number;
  readonly inbound: boolean;
  readonly subver: string;
  readonly version: number;
  /** Seconds; absent until the first pong is in. */
  readonly pingtime?: number;
  readonly transport_protocol_type: string;
}

/** Waits until the node knows that nobody is connected to it any more. */
export async function everybodyGone({ rpc }: Pick<BitcoinNode, 'rpc'>): Promise<void> {
  await eventually(
    () => rpc<PeerInfo[]>('getpeerinfo'),
    (infos) => infos.length === 0,
    'end of all connections',
  );
}

/** Waits until the connection stands for the node too: it has had its pong. Before that it announces nothing. */
export async function answered(node: Pick<BitcoinNode, 'rpc'>, ours: string): Promise<PeerInfo> {
  return peerInfo(node, ours, ({ pingtime }) => pingtime !== undefined);
}

/** The node's view of the connection whose user agent names `ours`, once it is as wanted. */
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
