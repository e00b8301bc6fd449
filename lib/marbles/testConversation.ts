import { BehaviorSubject, defer, EMPTY, Observable, share, Subject, Subscription, type SchedulerLike } from 'rxjs';
import type { Agreement } from '../protocol/runtime/agreement.js';
import type { Outcome } from '../protocol/runtime/outcome.js';
import type { Conversation } from '../protocol/runtime/conversation.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import type { Policy, PolicyProfile } from '../policy/policy.js';
import { testContext } from './testContext.js';

export interface TestConversationOptions<Msg extends Message = Message> {
  /** Default `'outbound'`. */
  direction?: 'inbound' | 'outbound' | undefined;
  /** What is done about violations of the remote: a profile or rows of one's own. Default: the network's profile. */
  policy?: PolicyProfile | Policy | undefined;
  /** What was agreed before; `m.converse` has a default. */
  agreed?: Partial<Agreement> | undefined;
  /** What is sent by the caller and by other conversations; its end is that of all that is sent. Default: nothing. */
  others$?: Observable<Msg> | undefined;
  /** Whether the reading is held back; false at first. Default: never. */
  paused$?: Observable<boolean> | undefined;
  /** What the remote answers at once, before our `next` has returned, whoever said it. Default: nothing. */
  answers?: ((sent: Msg) => readonly Msg[]) | undefined;
  /** Of its first nonce; the next ones count on. Default 1. */
  firstNonce?: number | undefined;
}

/** A conversation on the stage. */
export interface TestConversation<Msg extends Message = Message> {
  /** What it says. It runs while somebody listens. */
  readonly sent$: Observable<Msg>;
  /** What it reports. */
  readonly reports$: Observable<Outcome>;
}

interface Stage<Msg extends Message> extends TestConversationOptions<Msg> {
  readonly scheduler: SchedulerLike;
  readonly network: Network<Msg>;
}

/** Plays the peer to one conversation: gives it a context, what the remote says, and the sight of all that is sent. */
export class StagedConversation<Msg extends Message = Message> implements TestConversation<Msg> {
  readonly sent$: Observable<Msg>;
  readonly reports$: Observable<Outcome>;
  /** True once somebody has listened to what it says. */
  hasBegun = false;
  /** True once somebody has listened to what it says or reports. */
  isListenedTo = false;
  private readonly played$: Observable<Msg>;
  private readonly heard$ = new Subject<Msg>();
  private readonly handedOver$ = new Subject<Message>();
  private readonly paused$ = new BehaviorSubject(false);

  constructor(
    conversation: Conversation,
    received$: Observable<Msg>,
    { scheduler, network, direction, policy, agreed, firstNonce, paused$ = EMPTY, others$, answers }: Stage<Msg>,
  ) {
    const { heard$, handedOver$ } = this;
    const reports$ = new Subject<Outcome>();
    const context = testContext({
      ...{ scheduler, network, direction, policy, agreed, firstNonce, sent$: handedOver$, paused$: this.paused$ },
      told: (outcome) => reports$.next(outcome),
    });
    const answer = (message: Msg): void => answers?.(message).forEach((each) => heard$.next(each));

    this.reports$ = this.noted(reports$);
    // One subscriber, several sources that must come after it: no operator says "listen, then speak" to the source itself.
    const played$ = new Observable<Msg>((subscriber) => {
      this.hasBegun = true;
      const inputs = new Subscription();
      inputs.add(paused$.subscribe((paused) => this.paused$.next(paused)));
      const said$ = conversation(context)(heard$) as Observable<Msg>;
      const saying = said$.subscribe({
        next(message) {
          // Seen first, answered after.
          handedOver$.next(message);
          subscriber.next(message);
          answer(message);
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
      inputs.add(
        others$?.subscribe({
          next(message) {
            handedOver$.next(message);
            answer(message);
          },
          complete: () => handedOver$.complete(),
        }),
      );
      inputs.add(received$.subscribe(heard$));
      return () => {
        saying.unsubscribe();
        inputs.unsubscribe();
      };
    });
    this.played$ = played$.pipe(share({ resetOnComplete: false, resetOnError: false }));
    this.sent$ = this.noted(this.played$);
  }

  /** Plays it where the test listens to its reports only. */
  play(): Subscription {
    return this.played$.subscribe();
  }

  /** What the conversation still listens to; nothing, once it is over. */
  get leftovers(): string[] {
    const listened = { received$: this.heard$, sent$: this.handedOver$, paused$: this.paused$ };
    return Object.entries(listened).flatMap(([name, subject$]) => (subject$.observed ? [name] : []));
  }

  private noted<T>(source$: Observable<T>): Observable<T> {
    return defer(() => {
      this.isListenedTo = true;
      return source$;
    });
  }
}
