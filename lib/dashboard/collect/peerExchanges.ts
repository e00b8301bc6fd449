import type { Traffic } from '../../peer/streams/traffic.js';
import type { Exchange } from '../../protocol/exchanges/exchange.js';
import { inventoryTypeName } from '../../wire/inventoryTypeName.js';
import {
  MAX_PENDING_SHOWN,
  type ExchangeFigures,
  type ExchangeReport,
  type MissedExchange,
} from '../protocol/exchanges.js';
import { AnswerTimes } from './answerTimes.js';
import { boundedText } from './boundedText.js';
import { PendingAsked } from './pendingAsked.js';

/** The protocol has ten questions, each in two directions; beyond this bound a question of a monitor on NATS is not counted. */
const MAX_FIGURES = 40;
/** Characters of a key: a hash has 64. */
const MAX_KEY_CHARACTERS = 80;
/** Characters of the name of a question. */
const MAX_QUESTION_CHARACTERS = 20;

/** The exchanges of one connection: figures by question, the last that were not answered well, and our pending ones. */
export class PeerExchanges {
  private isClosed = false;
  private readonly figures = new Map<string, Figures>();
  private readonly missed: MissedExchange[] = [];
  private pending = new PendingAsked();

  /** @param maxMissed the number of missed exchanges to store */
  constructor(private maxMissed: number) {}

  /** The number of missed exchanges that are stored. */
  get missedCount(): number {
    return this.missed.length;
  }

  /** A message passed. */
  onTraffic(traffic: Traffic): void {
    this.pending.asked(traffic);
  }

  /** A question has an outcome. */
  onExchange(exchange: Exchange): void {
    this.pending.settled(exchange);
    this.figuresOf(exchange)?.add(exchange);
    if (exchange.outcome !== 'answered') this.addMissed(exchange, exchange.outcome);
  }

  /** Changes the number of missed exchanges to store; the oldest ones beyond it are dropped. */
  limitMissed(maxMissed: number): void {
    this.maxMissed = maxMissed;
    if (this.missed.length > maxMissed) this.missed.splice(0, this.missed.length - maxMissed);
  }

  /** The connection has ended: nothing is pending any more. */
  close(): void {
    this.isClosed = true;
    this.pending = new PendingAsked();
  }

  report(peer: number): ExchangeReport {
    return {
      peer,
      figures: Array.from(this.figures.values(), (each) => each.snapshot()),
      missed: this.missed.toReversed(),
      pending: this.pending.oldest(MAX_PENDING_SHOWN),
      pendingCount: this.pending.size,
      isClosed: this.isClosed,
    };
  }

  private figuresOf({ direction, question }: Exchange): Figures | undefined {
    const id = `${direction} ${question}`;
    let figures = this.figures.get(id);
    if (figures === undefined && this.figures.size < MAX_FIGURES) {
      figures = new Figures(direction, boundedText(question, MAX_QUESTION_CHARACTERS));
      this.figures.set(id, figures);
    }
    return figures;
  }

  private addMissed(exchange: Exchange, outcome: MissedExchange['outcome']): void {
    const { askedAtMs, direction, item, key, question, tookMs } = exchange;
    this.missed.push({
      direction,
      question: boundedText(question, MAX_QUESTION_CHARACTERS),
      key: boundedText(key, MAX_KEY_CHARACTERS),
      ...(item === undefined ? {} : { item: inventoryTypeName(item.type) }),
      askedAtMs,
      outcome,
      ...(tookMs === undefined ? {} : { tookMs }),
    });
    if (this.missed.length > this.maxMissed) this.missed.shift();
  }
}

/** The figures of one question in one direction. */
class Figures {
  private readonly counts = { answered: 0, notFound: 0, late: 0, unanswered: 0 };
  private readonly times = new AnswerTimes();

  constructor(
    private readonly direction: ExchangeFigures['direction'],
    private readonly question: string,
  ) {}

  add({ outcome, tookMs }: Exchange): void {
    if (outcome in this.counts) this.counts[outcome] += 1;
    // A notfound is quick: it must not lower the time of the answers.
    if (tookMs !== undefined && outcome !== 'notFound') this.times.add(tookMs);
  }

  snapshot(): ExchangeFigures {
    const { counts, direction, question, times } = this;
    return { direction, question, ...counts, ...times.snapshot() };
  }
}
