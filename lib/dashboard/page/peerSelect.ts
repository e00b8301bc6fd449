import type { PeerRow } from '../protocol.js';
import { addressText } from './addressText.js';
import { byId, element } from './element.js';

/** A peer whose sequence can be shown. */
export interface PeerChoice {
  readonly id: number;
  readonly address: string;
}

/** The list box of the peers whose sequence can be shown. It always contains the followed peer, even after that has disconnected. */
export class PeerSelect {
  private readonly select = byId('sequence-peer', HTMLSelectElement);

  /** @param onSelect called with the peer that the user selects */
  constructor(onSelect: (peer: PeerChoice) => void) {
    this.select.addEventListener('change', () => {
      const option = this.select.selectedOptions[0];
      if (option !== undefined) onSelect({ id: Number(option.value), address: option.text });
    });
  }

  /** Sets the options to these peers and the followed one. */
  setPeers(peers: readonly PeerRow[], followed: PeerChoice | undefined): void {
    const choices: PeerChoice[] = peers.map(({ id, address, monitor }) => ({
      id,
      address: addressText(address, monitor),
    }));
    if (followed !== undefined && !peers.some(({ id }) => id === followed.id)) choices.unshift(followed);
    const isSame =
      this.select.options.length === choices.length &&
      choices.every(({ id }, i) => this.select.options[i]?.value === String(id));
    // A focused list box may be open: its options must not change then.
    if (!isSame && document.activeElement !== this.select) {
      this.select.replaceChildren(
        ...choices.map(({ id, address }) => element('option', { value: String(id) }, address)),
      );
    }
    this.show(followed);
  }

  /** Selects the followed peer, and adds it as an option if it is missing. */
  show(followed: PeerChoice | undefined): void {
    if (followed === undefined) return;
    const value = String(followed.id);
    if (![...this.select.options].some((option) => option.value === value)) {
      this.select.append(element('option', { value }, followed.address));
    }
    if (this.select.value !== value) this.select.value = value;
  }

  /** Disables the list box while it has no options. */
  updateDisabled(): void {
    this.select.disabled = this.select.options.length === 0;
  }
}
