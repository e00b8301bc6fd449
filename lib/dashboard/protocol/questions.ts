import type { AcknowledgeAnswer } from './alertRow.js';
import type { IncrementQuery, RangeQuery } from './bucketRange.js';
import type { EventMarkRange } from './eventMark.js';
import type { PeerCurve } from './peerCurve.js';
import type { SightingList } from './propagationRow.js';
import type { RateIncrementQuery, RateQuery, RateRange } from './rateRange.js';
import type { TrendRange } from './trendRange.js';
import type { MessageBytes } from './messageBytes.js';
import type { ActionRequest, ActionResult } from './action.js';
import type { Details } from './details.js';
import type { ExchangeReport } from './exchanges.js';
import type { PeerFacts } from './peerFacts.js';

/** The questions of a page, by kind: the parameters and the answer of each. */
export interface Questions {
  /** All fields of one message. */
  details: { readonly params: { readonly peer: number; readonly line: number }; readonly answer: Details };
  /** Marks an alert as acknowledged, for all pages. */
  acknowledge: { readonly params: { readonly key: string }; readonly answer: AcknowledgeAnswer };
  /** Our questions to a peer and its questions to us, for a connected peer or a peer that ended recently. */
  exchanges: { readonly params: { readonly peer: number }; readonly answer: ExchangeReport };
  /** The facts about a connected peer that the table of peers does not show. */
  facts: { readonly params: { readonly peer: number }; readonly answer: PeerFacts };
  /** Perform an action on a peer. */
  act: { readonly params: ActionRequest; readonly answer: ActionResult };
  /** The bytes of one message. */
  bytes: { readonly params: { readonly peer: number; readonly line: number }; readonly answer: MessageBytes };
  /** The first stored line of this peer that announced or carried the block or transaction with this hash. */
  lineOf: {
    readonly params: { readonly peer: number; readonly hash: string };
    readonly answer: { readonly line?: number; readonly missingReason?: string };
  };
  /** The rates of a range of time, by command. */
  rates: { readonly params: RateQuery; readonly answer: RateRange };
  /** The rates that are new since an answer to `rates`. */
  ratesAfter: { readonly params: RateIncrementQuery; readonly answer: RateRange };
  /** How fast blocks or transactions have spread in a range of time. */
  trend: { readonly params: TrendQuery & RangeQuery; readonly answer: TrendRange };
  /** The trend that is new since an answer to `trend`. */
  trendAfter: { readonly params: TrendQuery & IncrementQuery; readonly answer: TrendRange };
  /** The events of a range of time: times of day in milliseconds since 1970. */
  marks: { readonly params: { readonly fromMs: number; readonly toMs: number }; readonly answer: EventMarkRange };
  /** Which peers have announced a block or a transaction, and when. */
  sightings: { readonly params: { readonly hash: string }; readonly answer: SightingList };
  /** The traffic and the round trips of a peer over time. */
  curve: { readonly params: { readonly peer: number }; readonly answer: PeerCurve };
}

/** The trend that a page asks for. */
export interface TrendQuery {
  /** Blocks or transactions. */
  readonly type: 'block' | 'transaction';
}

export type QuestionKind = keyof Questions;

/** Page to program: a question. The page chooses the number, which the answer repeats. */
export type Ask = {
  readonly [Kind in QuestionKind]: {
    readonly kind: 'ask';
    readonly number: number;
    readonly question: Kind;
    readonly params: Questions[Kind]['params'];
  };
}[QuestionKind];

/** Program to page: the answer to the question of this number. */
export interface Answer {
  readonly number: number;
  /** Absent if the question could not be answered. */
  readonly answer?: Questions[QuestionKind]['answer'];
  /** Why there is no answer. */
  readonly error?: string;
}
