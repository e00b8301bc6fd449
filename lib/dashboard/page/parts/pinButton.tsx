import { changePin, pinnedPeers } from './pins.js';

export interface PinButtonProps {
  readonly peer: number;
  readonly address: string;
  /** True for a button with a text instead of a sign. */
  readonly hasText?: boolean;
}

/** Pins a peer: it is then above the others in the table of peers, in all links of the page. */
export function PinButton({ address, hasText, peer }: PinButtonProps) {
  const isPinned = pinnedPeers().has(peer);
  const title = isPinned ? `Unpin ${address}` : `Pin ${address}: keep it above the others`;
  return (
    <button
      type="button"
      class={hasText === true ? 'with-pin' : 'pin'}
      aria-pressed={isPinned}
      aria-label={`Pin ${address}`}
      title={title}
      onClick={() => changePin(peer)}
    >
      <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
        <path d="M5.5 1.5h5l-.7 5 2.7 2.5v1.2h-3.8L8 15l-.7-4.8H3.5V9l2.7-2.5z" />
      </svg>
      {hasText === true && (isPinned ? ' Unpin' : ' Pin')}
    </button>
  );
}
