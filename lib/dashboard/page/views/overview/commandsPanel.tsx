import { useRef } from 'preact/hooks';
import type { CommandRow } from '../../../protocol/commandRow.js';
import { store } from '../../state/session.js';
import type { Column } from '../../parts/column.js';
import { DataTable } from '../../parts/dataTable.js';
import * as format from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { addSnapshot, commandRate, type CommandRate, type CommandSnapshot } from './commandRates.js';

/** All messages so far, by command, and how many there are per second. */
export function CommandsPanel() {
  const snapshots = useRef<readonly CommandSnapshot[]>([]);
  const { program } = store;
  if (program !== undefined)
    snapshots.current = addSnapshot(snapshots.current, {
      run: store.run.value,
      atMs: program.atMs,
      rows: store.rows('commands'),
    });
  return (
    <Panel
      id="commands"
      title="Commands"
      description="All messages since the program started, by command. Rates are averages over the last 10 seconds."
    >
      <DataTable
        id="command"
        caption="Messages and bytes by command"
        columns={commandColumns((command) => commandRate(snapshots.current, command))}
        rows={store.list('commands')}
        keyOf={({ command }) => command}
        defaultSort="-received"
        empty="No messages yet."
      />
    </Panel>
  );
}

function commandColumns(rateOf: (command: string) => CommandRate | undefined): readonly Column<CommandRow>[] {
  const rateText = (rate: number | undefined): string => (rate === undefined ? '…' : `${format.rate(rate)}/s`);
  return [
    { id: 'command', name: 'Command', explanation: 'The command of the messages', value: ({ command }) => command },
    {
      id: 'receivedRate',
      name: 'Received rate',
      explanation: 'Messages received per second, on average over the last 10 seconds',
      isNumber: true,
      value: ({ command }) => rateOf(command)?.receivedPerSecond,
      text: ({ command }) => rateText(rateOf(command)?.receivedPerSecond),
    },
    {
      id: 'received',
      name: 'Received',
      explanation: 'Messages received from all peers',
      isNumber: true,
      value: ({ receivedMessages }) => receivedMessages,
      text: ({ receivedMessages }) => format.count(receivedMessages),
    },
    {
      id: 'receivedBytes',
      name: 'Received bytes',
      explanation: 'Bytes of these messages, headers included',
      isNumber: true,
      value: ({ receivedBytes }) => receivedBytes,
      text: ({ receivedBytes }) => format.bytes(receivedBytes),
    },
    {
      id: 'sentRate',
      name: 'Sent rate',
      explanation: 'Messages sent per second, on average over the last 10 seconds',
      isNumber: true,
      value: ({ command }) => rateOf(command)?.sentPerSecond,
      text: ({ command }) => rateText(rateOf(command)?.sentPerSecond),
    },
    {
      id: 'sent',
      name: 'Sent',
      explanation: 'Messages sent to all peers',
      isNumber: true,
      value: ({ sentMessages }) => sentMessages,
      text: ({ sentMessages }) => format.count(sentMessages),
    },
    {
      id: 'sentBytes',
      name: 'Sent bytes',
      explanation: 'Bytes of these messages, headers included',
      isNumber: true,
      value: ({ sentBytes }) => sentBytes,
      text: ({ sentBytes }) => format.bytes(sentBytes),
    },
  ];
}
