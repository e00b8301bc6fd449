import type { Answers } from './answers.js';
import type { Histories } from './histories.js';

/** The questions that the histories answer. */
export type HistoryQuestion = 'rates' | 'ratesAfter' | 'trend' | 'trendAfter' | 'marks' | 'sightings' | 'curve';

/** The answers to the questions about the history of the run. */
export function historyAnswers({
  curves,
  marks,
  propagation,
  rates,
  trend,
}: Histories): Pick<Answers, HistoryQuestion> {
  return {
    rates: (query) => rates.points(query),
    ratesAfter: (query) => rates.after(query),
    trend: ({ type, ...query }) => trend.points(type, query),
    trendAfter: ({ type, ...query }) => trend.after(type, query),
    marks: ({ fromMs, toMs }) => marks.range(fromMs, toMs),
    sightings({ hash }) {
      const list = propagation.sightings(hash);
      if (list === undefined) throw new Error('its announcements are not stored any more, or no peer has announced it');
      return list;
    },
    curve({ peer }) {
      const curve = curves.curve(peer);
      if (curve === undefined)
        throw new Error('the program has no curves of this peer: it ended too long ago, or is unknown');
      return curve;
    },
  };
}
