import type { Exchange } from '../../protocol/exchanges/exchange.js';
import { BoundedValues } from './boundedValues.js';
import { ROUND_TRIP_BOUNDS } from './buckets.js';
import { familyOf, METRICS } from './definitions.js';
import { LabelledCounter } from './labelledCounter.js';
import { LabelledHistogram } from './labelledHistogram.js';
import type { MetricFamily } from './metricFamily.js';

/** The protocol has ten questions (`Question`), and an exchange four outcomes. */
const MAX_QUESTIONS = 20;
const MAX_OUTCOMES = 8;

/** Counts questions and their outcomes, and measures the answers to ours. */
export class ExchangeMetrics {
  private readonly questions = new BoundedValues(MAX_QUESTIONS, 'other');
  private readonly outcomes = new BoundedValues(MAX_OUTCOMES, 'other');
  private readonly counts = new LabelledCounter<'direction' | 'question' | 'outcome'>();
  private readonly durations = new LabelledHistogram<'question'>(ROUND_TRIP_BOUNDS);

  add({ direction, outcome, question, tookMs }: Exchange): void {
    const label = this.questions.of(question);
    this.counts.add({ direction, question: label, outcome: this.outcomes.of(outcome) });
    if (direction === 'sent' && tookMs !== undefined) this.durations.observe({ question: label }, tookMs / 1000);
  }

  collect(): MetricFamily[] {
    return [
      familyOf(METRICS.exchanges, this.counts.samples()),
      familyOf(METRICS.exchangeDuration, this.durations.samples()),
    ];
  }
}
