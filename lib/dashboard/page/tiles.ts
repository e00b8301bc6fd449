import type { RatePoint, Overview } from '../protocol.js';
import { byId, element, setText } from './element.js';
import * as format from './format.js';

interface Tile {
  readonly value: HTMLElement;
  readonly note: HTMLElement;
}

/** The most important figures, at the top of the page. */
export class Tiles {
  private readonly list = byId('tiles', HTMLDListElement);
  private readonly peers = this.tile('Peers');
  private readonly received = this.tile('Received');
  private readonly sent = this.tile('Sent');
  private readonly rate = this.tile('Messages per second');
  private readonly blocks = this.tile('Best height');
  private readonly addresses = this.tile('Addresses');
  private readonly discouraged = this.tile('Discouraged');
  private readonly propagation = this.tile('To 50 % of the peers');

  show({ avoided, pool, peers, received, sent, transactions }: Overview, point: RatePoint | undefined): void {
    const fill = ({ value, note }: Tile, figure: string, text: string): void => {
      setText(value, figure);
      setText(note, text);
    };
    const connecting = pool.connecting > 0 ? `, ${pool.connecting} connecting` : '';
    fill(this.peers, format.count(peers.length), `${pool.outbound} outbound, ${pool.inbound} inbound${connecting}`);
    fill(this.received, format.bytes(received.bytes), `${format.count(received.messages)} messages`);
    fill(this.sent, format.bytes(sent.bytes), `${format.count(sent.messages)} messages`);
    const [receivedRate, sentRate] = point === undefined ? [0, 0] : [rateOf(point.received), rateOf(point.sent)];
    fill(
      this.rate,
      format.rate(receivedRate + sentRate),
      `${format.rate(receivedRate)} received, ${format.rate(sentRate)} sent`,
    );
    const height = Math.max(0, ...peers.map((peer) => peer.height));
    const best = peers.filter((peer) => peer.height === height).length;
    fill(this.blocks, peers.length === 0 ? '–' : format.count(height), `shown by ${best} of ${peers.length} peers`);
    const known = pool.freshAddresses + pool.triedAddresses;
    fill(this.addresses, format.count(known), `${format.count(pool.triedAddresses)} connected to before`);
    const banned = `${format.count(pool.bannedAddresses)} banned manually`;
    const latest = avoided[0] === undefined ? '' : `, latest: ${avoided[0].host} (${avoided[0].code})`;
    const note = `hosts that misbehaved, ${banned}${latest}`;
    fill(this.discouraged, format.count(pool.discouragedAddresses), note);
    this.discouraged.note.title = avoided.map(({ host, code, text }) => `${host}: ${code} ${text}`).join('\n');
    const delays = transactions.flatMap(({ to50Ms }) => to50Ms ?? []).sort((a, b) => a - b);
    const median = delays[Math.floor(delays.length / 2)];
    fill(
      this.propagation,
      median === undefined ? '–' : format.milliseconds(median),
      'median time of the latest transactions',
    );
  }

  private tile(name: string): Tile {
    const value = element('dd', { class: 'value' }, '–');
    const note = element('dd', { class: 'note' }, '\u00a0');
    this.list.append(element('div', {}, element('dt', {}, name), value, note));
    return { value, note };
  }
}

function rateOf(byCommand: RatePoint['received']): number {
  return Object.values(byCommand).reduce((sum, [messages]) => sum + messages, 0);
}
