import { BehaviorSubject, defer, EMPTY, Observable, share, Subject, Subscription, type SchedulerLike } from 'rxjs';
import type { Agreement } from '../protocol/runtime/agreement.js';
import type { Outcome } from '../protocol/runtime/outcome.js';
import type { Conversation } from '../protocol/runtime/conversation.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import type { Policy } from '../policy/policy.js';
import type { PolicyProfile } from '../policy/policyProfile.js';
import { testContext } from './testContext.js';

/** Options of `m.converse`. */
export interface TestConversationOptions<Msg extends Message = Message> {
  /** Which side opened the connection. Default `'outbound'`. */
  direction?: 'inbound' | 'outbound' | undefined;
  /** Reactions to violations of the remote: a profile, or your own policy. Default: the network's profile. */
  policy?: PolicyProfile | Policy | undefined;
  /** The agreement of an earlier handshake. Default in `m.converse`: that of a handshake between `V` and `v`. */
  agreed?: Partial<Agreement> | undefined;
  /**
   * Messages that the caller and other conversations send. The conversation sees them in `sent$`, which completes with this stream.
   * Default: none.
   */
  others$?: Observable<Msg> | undefined;
  /** Whether reading is paused; false at first. Default: never paused. */
  paused$?: Observable<boolean> | undefined;
  /**
   * The messages that the remote sends in response to any sent message, synchronously inside the `next` that sends it. Default: none.
   */
  answers?: ((sent: Msg) => readonly Msg[]) | undefined;
  /** The first nonce that the conversation draws; further ones count up. Default 1. */
  firstNonce?: number | undefined;
}

/** A conversation under test. */
export interface TestConversation<Msg extends Message = Message> {
  /** The messages that the conversation sends. The conversation runs while this stream is subscribed. */
  readonly sent$: Observable<Msg>;
  /** The outcomes that the conversation reports. Hot. */
  readonly reports$: Observable<Outcome>;
}

interface HostOptions<Msg extends Message> extends TestConversationOptions<Msg> {
  readonly scheduler: SchedulerLike;
  readonly network: Network<Msg>;
}

/** Hosts one conversation in place of a peer: provides its context, the received messages, and all sent messages. */
export class StagedConversation<Msg extends Message = Message> implements TestConversation<Msg> {
  readonly sent$: Observable<Msg>;
  readonly reports$: Observable<Outcome>;
  /** True once the conversation has been started by a subscription. */
  hasBegun = false;
  /** True once `sent$` or `reports$` has been subscribed. */
  isListenedTo = false;
  private readonly played$: Observable<Msg>;
  private readonly incoming$ = new Subject<Msg>();
  private readonly allSent$ = new Subject<Message>();
  private readonly paused$ = new BehaviorSubject(false);

  constructor(
    conversation: Conversation,
    received$: Observable<Msg>,
    { scheduler, network, direction, policy, agreed, firstNonce, paused$ = EMPTY, others$, answers }: HostOptions<Msg>,
  ) {
    const { incoming$, allSent$ } = this;
    const reports$ = new Subject<Outcome>();
    const context = testContext({
      ...{ scheduler, network, direction, policy, agreed, firstNonce, sent$: allSent$, paused$: this.paused$ },
      onOutcome: (outcome) => reports$.next(outcome),
    });
    const answer = (message: Msg): void => answers?.(message).forEach((each) => incoming$.next(each));

    this.reports$ = this.noted(reports$);
    // Not a composition of operators: the conversation must be subscribed before the sources that feed it.
    const played$ = new Observable<Msg>((subscriber) => {
      this.hasBegun = true;
      const inputs = new Subscription();
      inputs.add(paused$.subscribe((paused) => this.paused$.next(paused)));
      const ownSent$ = conversation(context)(incoming$) as Observable<Msg>;
      const ownSubscription = ownSent$.subscribe({
        next(message) {
          // The conversation sees its own message before the remote's answer to it.
          allSent$.next(message);
          subscriber.next(message);
          answer(message);
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
      inputs.add(
        others$?.subscribe({
          next(message) {
            allSent$.next(message);
            answer(message);
          },
          complete: () => allSent$.complete(),
        }),
      );
      inputs.add(received$.subscribe(incoming$));
      return () => {
        ownSubscription.unsubscribe();
        inputs.unsubscribe();
      };
    });
    this.played$ = played$.pipe(share({ resetOnComplete: false, resetOnError: false }));
    this.sent$ = this.noted(this.played$);
  }

  /** Starts the conversation if the test observes only its reports. */
  play(): Subscription {
    return this.played$.subscribe();
  }

  /** Names of the inputs that the conversation is still subscribed to. Empty after it has ended. */
  get leftovers(): string[] {
    const inputs = { received$: this.incoming$, sent$: this.allSent$, paused$: this.paused$ };
    return Object.entries(inputs).flatMap(([name, subject$]) => (subject$.observed ? [name] : []));
  }

  private noted<T>(source$: Observable<T>): Observable<T> {
    return defer(() => {
      this.isListenedTo = true;
      return source$;
    });
  }
}
