import { hrefOf } from '../state/route.js';
import { addressText } from './addressText.js';

export interface PeerLinkProps {
  readonly peer: number;
  readonly address: string;
  readonly monitor?: string | undefined;
}

/** The address of a peer, which opens the peer's page. */
export function PeerLink({ peer, address, monitor }: PeerLinkProps) {
  const text = addressText(address, monitor) || `peer ${peer}`;
  return (
    <a href={hrefOf('peer', { id: peer })} title={text}>
      {text}
    </a>
  );
}
