import { useRef } from 'preact/hooks';
import type { EndedRow } from '../../../protocol/endedRow.js';
import type { PeerRow } from '../../../protocol/peerRow.js';
import { addressText } from '../../parts/addressText.js';
import * as format from '../../parts/format.js';

/** A peer whose messages can be shown. */
export interface PeerOption {
  readonly id: number;
  readonly name: string;
  /** True if the program may have no messages of the peer, or if the connection has ended. */
  readonly isPast: boolean;
}

/** The connected peers, then the ended peers whose messages are still stored (the latest first), and the chosen peer. */
export function peerOptions(
  peers: readonly PeerRow[],
  ended: readonly EndedRow[],
  chosen: number | undefined,
): PeerOption[] {
  const options = [
    ...peers.map(({ id, address, monitor }) => ({ id, name: addressText(address, monitor), isPast: false })),
    ...[...ended].reverse().map(({ peer, address, monitor, endedAtMs }) => ({
      id: peer,
      name: `${addressText(address, monitor)}, ended ${format.clock(endedAtMs)}`,
      isPast: true,
    })),
  ];
  if (chosen === undefined || options.some(({ id }) => id === chosen)) return options;
  return [...options, { id: chosen, name: `peer ${chosen}`, isPast: true }];
}

export interface PeerChoiceProps {
  readonly options: readonly PeerOption[];
  readonly peer: number | undefined;
  readonly onChoose: (peer: number) => void;
}

/** The list box of the peers. */
export function PeerChoice({ options, peer, onChoose }: PeerChoiceProps) {
  const select = useRef<HTMLSelectElement>(null);
  const drawn = useRef(options);
  // A focused list box may be open: its options must not change then.
  const isOpen = select.current !== null && document.activeElement === select.current;
  const isKnown = drawn.current.some(({ id }) => id === peer);
  if (!isOpen || !isKnown) drawn.current = options;
  const group = (isPast: boolean) =>
    drawn.current
      .filter((each) => each.isPast === isPast)
      .map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ));
  return (
    <label class="field">
      Peer
      <select
        id="conversation-peer"
        ref={select}
        value={peer}
        disabled={options.length === 0}
        onChange={(event) => onChoose(Number(event.currentTarget.value))}
      >
        {group(false)}
        {drawn.current.some(({ isPast }) => isPast) && <optgroup label="Ended connections">{group(true)}</optgroup>}
      </select>
    </label>
  );
}
