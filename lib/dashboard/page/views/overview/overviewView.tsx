import { AttentionPanel } from './attentionPanel.js';
import { CommandsPanel } from './commandsPanel.js';
import { LatestPanel } from './latestPanel.js';
import { MonitorsPanel } from './monitorsPanel.js';
import { RatesPanel } from './ratesPanel.js';
import { Tiles } from './tiles.js';

/** The state of everything at a glance. */
export function OverviewView() {
  return (
    <>
      <AttentionPanel />
      <Tiles />
      <RatesPanel />
      <LatestPanel what="blocks" title="Latest blocks" empty="No block has been announced yet." />
      <LatestPanel what="transactions" title="Latest transactions" empty="No transaction has been announced yet." />
      <CommandsPanel />
      <MonitorsPanel />
    </>
  );
}
