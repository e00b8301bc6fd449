import { useState } from 'preact/hooks';
import type { EndedPeerRow } from '../../../protocol/endedPeers.js';
import { ActionResultText } from '../../parts/actions/actionResultText.js';
import { BanDialog } from '../../parts/actions/banDialog.js';
import { ConfirmDialog } from '../../parts/actions/confirmDialog.js';
import { UnbanButton } from '../../parts/actions/unbanButton.js';
import { useActions } from '../../parts/actions/useActions.js';
import { Panel } from '../../parts/panel.js';
import { actionRefusal } from '../../state/act.js';
import { store } from '../../state/session.js';
import { RecordingState } from './recordingState.js';

export interface ActionsPanelProps {
  readonly id: number;
  readonly address: string;
  readonly isConnected: boolean;
  /** Absent while the peer is connected. */
  readonly ended: EndedPeerRow | undefined;
}

/** The actions on the peer; if there are none, the reason. */
export function ActionsPanel({ address, ended, id, isConnected }: ActionsPanelProps) {
  const [dialog, setDialog] = useState<'disconnect' | 'ban'>();
  const { isBusy, perform, result } = useActions();
  const refusal = actionRefusal();
  const recordings = store.list('recordings').filter(({ peer }) => peer === id);
  const isRecording = recordings.some(({ state }) => state === 'recording');
  const close = (): void => setDialog(undefined);
  return (
    <Panel id="peer-actions" title="Actions" description={refusal ?? 'They concern this connection, or its host.'}>
      {refusal === undefined && (
        <div class="action-buttons">
          {isConnected && (
            <>
              <button type="button" disabled={isBusy} onClick={() => setDialog('disconnect')}>
                Disconnect…
              </button>
              <button
                type="button"
                disabled={isBusy}
                title="Write all bytes of this connection to a file, which rxpeer replay and rxpeer dashboard read"
                onClick={() => perform({ action: isRecording ? 'stopRecording' : 'record', peer: id })}
              >
                {isRecording ? 'Stop recording' : 'Record'}
              </button>
            </>
          )}
          <button type="button" disabled={isBusy} onClick={() => setDialog('ban')}>
            Ban…
          </button>
          {ended?.avoided !== undefined && <UnbanButton host={address} isBusy={isBusy} perform={perform} />}
        </div>
      )}
      <ActionResultText result={result} />
      <RecordingState recordings={recordings} />
      {dialog === 'disconnect' && (
        <ConfirmDialog
          id="disconnect-dialog"
          title={`Disconnect ${address}?`}
          confirm="Disconnect"
          onCancel={close}
          onConfirm={() => {
            close();
            perform({ action: 'disconnect', peer: id });
          }}
        >
          <p>The connection is closed. The program may connect to the peer again; ban its host to prevent that.</p>
        </ConfirmDialog>
      )}
      {dialog === 'ban' && (
        <BanDialog
          address={address}
          onCancel={close}
          onBan={(durationMs, reason) => {
            close();
            const untilMs = Math.round((store.program?.atMs ?? Date.now()) + durationMs);
            const target = isConnected ? { peer: id } : { host: address };
            perform({ action: 'ban', ...target, untilMs, reason });
          }}
        />
      )}
    </Panel>
  );
}
