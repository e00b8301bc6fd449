import { openAlerts } from '../../state/openAlerts.js';
import { hrefOf } from '../../state/route.js';
import { store } from '../../state/session.js';
import * as format from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { HeightTile } from './heightTile.js';
import { Tile } from './tile.js';

/** The most important figures; each links to the view that has the details. */
export function Tiles() {
  const { program } = store;
  return (
    <Panel id="overview" title="Overview" description="Connected peers, and the traffic since the program started.">
      {program === undefined ? (
        <p class="empty">Waiting for the program.</p>
      ) : (
        <dl class="tiles">
          <Tile
            name="Peers"
            explanation="Peers with a completed handshake"
            value={<a href={hrefOf('peers')}>{format.count(program.inbound + program.outbound)}</a>}
          >
            {program.outbound} outbound, {program.inbound} inbound
            {program.connecting > 0 && `, ${program.connecting} connecting`}
          </Tile>
          <HeightTile state={program.bestHeight} />
          <Tile
            name="Active alerts"
            explanation="Alerts that nobody has acknowledged"
            value={<a href={hrefOf('alerts')}>{format.count(openAlerts.value.length)}</a>}
          >
            {acknowledgedText()}
          </Tile>
          <SpreadTile />
          <Tile
            name="Received"
            explanation="From all peers, disconnected ones included"
            value={<a href={hrefOf('peers', { 'peer-sort': '-received' })}>{format.bytes(program.receivedBytes)}</a>}
          >
            {format.count(program.receivedMessages)} messages
          </Tile>
          <Tile
            name="Sent"
            explanation="To all peers, disconnected ones included"
            value={<a href={hrefOf('peers', { 'peer-sort': '-sent' })}>{format.bytes(program.sentBytes)}</a>}
          >
            {format.count(program.sentMessages)} messages
          </Tile>
          <Tile
            name="Addresses"
            explanation="Addresses of nodes that the program knows"
            value={format.count(program.freshAddresses + program.triedAddresses)}
          >
            {format.count(program.triedAddresses)} connected to before
          </Tile>
          <DiscouragedTile discouraged={program.discouragedAddresses} banned={program.bannedAddresses} />
        </dl>
      )}
    </Panel>
  );
}

function acknowledgedText(): string {
  const count = store.list('alerts').filter(({ isAcknowledged, isActive }) => isActive && isAcknowledged).length;
  return count === 0 ? 'none is acknowledged' : `and ${format.count(count)} acknowledged`;
}

/** How fast the latest transactions spread. */
function SpreadTile() {
  const delays = store
    .list('transactions')
    .flatMap(({ to50Ms }) => to50Ms ?? [])
    .sort((a, b) => a - b);
  const median = delays[Math.floor(delays.length / 2)];
  return (
    <Tile
      name="To 50 % of the peers"
      explanation="The time from the first announcement of a transaction until half of the peers had announced it, too"
      value={<a href={hrefOf('transactions')}>{median === undefined ? '–' : format.milliseconds(median)}</a>}
    >
      median time of the latest transactions
    </Tile>
  );
}

/** The hosts that the pool avoids. */
function DiscouragedTile({ banned, discouraged }: { readonly banned: number; readonly discouraged: number }) {
  const [latest] = store.list('avoided');
  return (
    <Tile
      name="Discouraged"
      explanation="Hosts that misbehaved: they are not dialled for 24 hours"
      value={<a href={hrefOf('faults')}>{format.count(discouraged)}</a>}
    >
      hosts that misbehaved, {format.count(banned)} banned manually
      {latest !== undefined && `, such as ${latest.host} (${latest.code})`}
    </Tile>
  );
}
