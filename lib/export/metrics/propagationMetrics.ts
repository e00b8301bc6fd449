import { filter, type Observable, type SchedulerLike, type Subscription } from 'rxjs';
import { MruMap } from '../../collections/mruMap.js';
import type { Message } from '../../messages/table.js';
import type { PeerMessage } from '../../monitor/peerMessage.js';
import { propagation } from '../../monitor/propagation.js';
import { sightings } from '../../monitor/sightings.js';
import type { Propagation } from '../../monitor/spread.js';
import { PROPAGATION_BOUNDS } from './buckets.js';
import { familyOf, METRICS } from './definitions.js';
import { LabelledCounter } from './labelledCounter.js';
import { LabelledHistogram } from './labelledHistogram.js';
import type { MetricFamily } from './metricFamily.js';

/** Blocks and transactions whose propagation is measured at the same time. */
export const MAX_MEASURED_ITEMS = 1000;
/** With a single peer an item reaches 50 % and 90 % at once, so there is nothing to measure. */
const MIN_PEERS = 2;

/** How fast blocks and transactions reach 50 % and 90 % of the peers. */
export class PropagationMetrics {
  private readonly reached = new LabelledHistogram<'item' | 'reach'>(PROPAGATION_BOUNDS);
  private readonly overdue = new LabelledCounter<'item'>();
  /** The largest share that was counted of each item. Evicts an item later than `propagation` does, because it is used less often. */
  private readonly counted = new MruMap<string, '0.5' | '0.9'>(MAX_MEASURED_ITEMS);

  constructor() {
    // The series begin at 0, because Prometheus does not see the increase of a series that begins with its first event, such as the only
    // slow block of a day.
    for (const item of ['block', 'transaction']) {
      for (const reach of ['0.5', '0.9']) this.reached.open({ item, reach });
      this.overdue.add({ item }, 0);
    }
  }

  start(
    announcement$: Observable<PeerMessage<Message, object>>,
    connected$: Observable<readonly object[]>,
    scheduler: SchedulerLike,
  ): Subscription {
    return announcement$
      .pipe(
        sightings(),
        propagation({ connected$, maxItems: MAX_MEASURED_ITEMS, scheduler }),
        filter(({ connected }) => connected >= MIN_PEERS),
      )
      .subscribe((spread) => this.count(spread));
  }

  collect(): MetricFamily[] {
    return [
      familyOf(METRICS.propagation, this.reached.samples()),
      familyOf(METRICS.propagationOverdue, this.overdue.samples()),
    ];
  }

  private count({ isOverdue, key, to50Ms, to90Ms, type: item }: Propagation<object>): void {
    if (isOverdue) {
      this.overdue.add({ item });
      return;
    }
    if (to50Ms === undefined) return;
    const id = `${item}:${key}`;
    const counted = this.counted.use(id);
    if (counted === undefined) this.reached.observe({ item, reach: '0.5' }, to50Ms / 1000);
    if (counted !== '0.9' && to90Ms !== undefined) this.reached.observe({ item, reach: '0.9' }, to90Ms / 1000);
    if (counted === undefined || to90Ms !== undefined) this.counted.set(id, to90Ms === undefined ? '0.5' : '0.9');
  }
}
