import { remoteHostOf } from '../../address/remoteHost.js';
import { requireInteger } from '../../base/optionChecks.js';
import type { PeerStats } from '../../peer/stats/stats.js';
import type { ObservedPeer } from '../../pool/observedPool.js';
import type { BestHeightState } from '../protocol/bestHeightState.js';

/**
 * Heights of at least this value are not plausible. Source: Bitcoin Core, script.h LOCKTIME_THRESHOLD: a locktime of at least this value
 * is a time, not a height.
 */
export const HEIGHT_CEILING = 500_000_000;
/** Independent hosts that have to support a height. */
const REQUIRED_SUPPORT = 2;
/** Ids in `disagreeing`. */
const MAX_DISAGREEING = 1000;

/** A peer with the height that it claims. */
export interface HeightClaim {
  /** The id of the peer. */
  readonly id: number;
  /** `host:port` of the peer; decides which peers are independent. */
  readonly address: string;
  /** The claimed height, which is not verified; undefined if the peer has claimed none. */
  readonly height?: number | undefined;
}

/** Options of `bestHeight`. */
export interface BestHeightOptions {
  /** Blocks by which a claim may differ from the best height, 0 to 500,000,000. Default 6, because peers may announce blocks late. */
  toleranceBlocks?: number | undefined;
}

/**
 * The highest height that at least two independent peers support, by their claims. A peer that claims a height has all blocks below it, so it supports
 * every lower height, too.
 *
 *     claims  800,000 of 1.2.3.4 and of 5.6.7.8; 2,147,483,647 of 9.9.9.9      height 800,000, support 3, disagreeing: 9.9.9.9
 *     claims  900,000 of 1.2.3.4 and of 1.2.3.5                                height 900,000, isOnePeersWord: they are one network group
 *
 * Peers are independent if their network groups differ (`networkGroupOf`): the owner of one address can easily get further addresses of the
 * same group. Peers of loopback and private networks are independent if their addresses differ, because these peers belong to us. A height
 * that is negative or not below HEIGHT_CEILING supports nothing. Two hostile hosts of different groups can still agree on a false height
 * below it.
 *
 * Without state. Takes time in proportion to the number of peers. Errors with LocalProtocolError `INVALID_OPTION`.
 */
export function bestHeight(
  claims: readonly HeightClaim[],
  { toleranceBlocks = 6 }: BestHeightOptions = {},
): BestHeightState {
  requireInteger('toleranceBlocks', toleranceBlocks, 0, HEIGHT_CEILING);
  const claimed = claims.reduce<number | undefined>(
    (highest, { height }) => (height === undefined || height <= (highest ?? -Infinity) ? highest : height),
    undefined,
  );
  const highestByGroup = new Map<string, number>();
  for (const { address, height } of claims) {
    if (!isPlausible(height)) continue;
    const group = groupOf(address);
    highestByGroup.set(group, Math.max(height, highestByGroup.get(group) ?? 0));
  }
  const heights = [...highestByGroup.values()].sort((a, b) => b - a);
  const height = heights[REQUIRED_SUPPORT - 1] ?? heights[0];
  const disagreeing: number[] = [];
  for (const claim of claims) {
    if (claim.height === undefined || disagreeing.length === MAX_DISAGREEING) continue;
    if (!isPlausible(claim.height) || Math.abs(claim.height - height!) > toleranceBlocks) disagreeing.push(claim.id);
  }
  const support = height === undefined ? 0 : heights.filter((each) => each >= height).length;
  return {
    ...(height === undefined ? {} : { height }),
    support,
    isOnePeersWord: support === 1,
    disagreeing,
    ...(claimed === undefined ? {} : { claimed }),
  };
}

/** The claim of a peer: the highest height that it has announced or stated in its version. */
export function heightClaimOf(peer: ObservedPeer, stats: Pick<PeerStats, 'bestHeight'> = peer.stats()): HeightClaim {
  const { address, id, remote } = peer;
  // The figures of a peer of another machine may not have arrived yet; its version has.
  const height = Math.max(stats.bestHeight ?? -Infinity, remote.startHeight ?? -Infinity);
  return { id, address, height: height === -Infinity ? undefined : height };
}

function isPlausible(height: number | undefined): height is number {
  return Number.isInteger(height) && height! >= 0 && height! < HEIGHT_CEILING;
}

function groupOf(address: string): string {
  const { group, isPrivate } = remoteHostOf(address);
  return isPrivate ? `private:${address}` : group;
}
