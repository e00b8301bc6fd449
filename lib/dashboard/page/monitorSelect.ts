import type { MonitorRow, PeerRow } from '../protocol.js';
import { byId, element, setHidden } from './element.js';

/** The list box that chooses the monitor whose peers are shown. It is shown only if there is more than one. */
export class MonitorSelect {
  private readonly select = byId('peer-monitor', HTMLSelectElement);
  private readonly field = byId('peer-monitor-field', HTMLLabelElement);

  /** @param onChange called when the user selects another one */
  constructor(onChange: () => void) {
    this.select.addEventListener('change', onChange);
  }

  setMonitors(monitors: readonly MonitorRow[]): void {
    setHidden(this.field, monitors.length < 2);
    const names = monitors.map(({ name }) => name);
    const options = [...this.select.options].slice(1);
    const isSame = options.length === names.length && names.every((name, i) => options[i]?.value === name);
    // A focused list box may be open: its options must not change then.
    if (isSame || document.activeElement === this.select) return;
    const selected = this.select.value;
    for (const option of options) option.remove();
    this.select.append(...names.map((name) => element('option', { value: name }, name)));
    this.select.value = names.includes(selected) ? selected : '';
  }

  /** Whether the peer belongs to the selected monitor. */
  matches({ monitor }: PeerRow): boolean {
    return this.select.value === '' || this.select.value === monitor;
  }
}
