import { useState } from 'preact/hooks';
import { MAX_BAN_REASON_CHARACTERS } from '../../../protocol/action.js';
import { ConfirmDialog } from './confirmDialog.js';

/** The durations that can be chosen, in hours. */
const DURATIONS: readonly (readonly [hours: number, name: string])[] = [
  [1, '1 hour'],
  [24, '1 day'],
  [7 * 24, '1 week'],
  [30 * 24, '30 days'],
  [365 * 24, '1 year'],
];
const HOUR_MS = 3_600_000;

export interface BanDialogProps {
  readonly address: string;
  readonly onCancel: () => void;
  /** @param durationMs how long the ban lasts */
  readonly onBan: (durationMs: number, reason: string) => void;
}

/** Asks for how long a host is to be banned, and why. */
export function BanDialog({ address, onBan, onCancel }: BanDialogProps) {
  const [hours, setHours] = useState(24);
  const [reason, setReason] = useState('');
  return (
    <ConfirmDialog
      id="ban-dialog"
      title={`Ban the host of ${address}?`}
      confirm="Ban"
      onCancel={onCancel}
      onConfirm={() => onBan(hours * HOUR_MS, reason)}
    >
      <p>All connections to this host are closed, and no new ones are opened or accepted until the ban ends.</p>
      <label class="dialog-field">
        Duration
        <select id="ban-duration" value={hours} onChange={(event) => setHours(Number(event.currentTarget.value))}>
          {DURATIONS.map(([each, name]) => (
            <option key={each} value={each}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="dialog-field">
        Reason, for the list of banned hosts
        <input
          id="ban-reason"
          type="text"
          value={reason}
          maxLength={MAX_BAN_REASON_CHARACTERS}
          autocomplete="off"
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
    </ConfirmDialog>
  );
}
