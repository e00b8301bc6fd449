import { Subject, Subscription, type Observable } from 'rxjs';
import { txid, wtxid } from '../digests/transactionId.js';
import { inventoryKey, InventoryType, isBlockItem, type InventoryItem } from '../messages/inventory.js';
import type { Message } from '../messages/table.js';
import { batchInventory } from '../operators/batchInventory.js';
import type { MruSet } from '../operators/mruSet.js';
import type { Conversation } from './conversation.js';
import { conversationOf } from './conversationOf.js';
import type { ConversationHandler, HandlerContext, Voice } from './handler.js';
import { KnownInventory } from './knownInventory.js';

export interface AnnounceInventoryOptions {
  /** What the caller announces. */
  announced$: Observable<InventoryItem>;
  /** What the remote is known to have, by inventoryKey. Default: a window of 1000. */
  known?: MruSet<string> | undefined;
  /** Default 10_000. */
  trickleIntervalMs?: number | undefined;
  /** Told how many items wait for the trickle, whenever that changes. */
  onWaiting?: ((count: number) => void) | undefined;
}

/**
 * Announces what the remote does not have yet: blocks at once, the rest gathered for a while.
 *
 *     announced  --t-b--t-------           t transaction, b block
 *     received   -------------i-           i inv of something else
 *     sent       ----x-------y--           x inv [b], y inv [t]
 *
 * The remote is taken to have what it announces, sends or asks for, and what it was announced or asked for by us; a transaction that it
 * sends is looked at once the caller has announced something, since it costs a hash or two. A block is announced each time it is asked
 * for, as lbcd does. Remembers what is known, at most 1000 items, and what waits, at most 50,000: the oldest beyond is dropped and
 * reported. lbcd, peer/peer.go QueueInventory.
 */
export function announceInventory({ announced$, ...options }: AnnounceInventoryOptions): Conversation {
  return conversationOf((context, voice) => {
    const subscription = new Subscription();
    const announcer = new InventoryAnnouncer(context, voice, {
      ...options,
      begin() {
        subscription.add(
          announced$.subscribe({
            next: (item) => announcer.announce(item),
            error: (error: unknown) => voice.fail(error),
            complete: () => announcer.announcedAll(),
          }),
        );
      },
      end: () => subscription.unsubscribe(),
    });
    return announcer;
  });
}

export interface InventoryAnnouncerOptions extends Omit<AnnounceInventoryOptions, 'announced$'> {
  /** Called when `announce` may be called. */
  begin: (announcer: InventoryAnnouncer) => void;
  /** Called when it may no more. */
  end?: (() => void) | undefined;
}

/** The conversation under way; what is to be announced is told to it by calls. */
export class InventoryAnnouncer implements ConversationHandler {
  private readonly known: MruSet<string>;
  // A peer that never announces anything needs no trickle.
  private item$: Subject<InventoryItem> | undefined;
  private trickle = Subscription.EMPTY;
  /** What may still come: announcements, messages of the remote, messages of ours. */
  private openInputs = 3;

  constructor(
    private readonly context: HandlerContext,
    private readonly voice: Voice,
    private readonly options: InventoryAnnouncerOptions,
  ) {
    this.known = options.known ?? new KnownInventory(1000);
  }

  get hears(): ReadonlySet<string> {
    return HEARS;
  }

  begin(): void {
    this.options.begin(this);
  }

  announce(item: InventoryItem): void {
    this.item$ ??= this.startTrickle();
    if (isBlockItem(item) || !this.known.has(inventoryKey(item))) this.item$.next(item);
  }

  /** Nothing more will be announced: what waits goes. */
  announcedAll(): void {
    this.item$?.complete();
    this.inputEnds();
  }

  received(message: Message, payload?: Uint8Array): void {
    this.note(message, payload);
  }

  sent(message: Message): void {
    this.note(message);
  }

  receivedAll(): void {
    this.inputEnds();
  }

  sentAll(): void {
    this.inputEnds();
  }

  end(): void {
    this.options.end?.();
    this.trickle.unsubscribe();
  }

  private startTrickle(): Subject<InventoryItem> {
    const { context, voice, known } = this;
    const { trickleIntervalMs, onWaiting } = this.options;
    const item$ = new Subject<InventoryItem>();
    const inv$ = item$.pipe(
      batchInventory({
        intervalMs: trickleIntervalMs,
        isKnown: (item) => known.has(inventoryKey(item)),
        onWaiting,
        onDropped: () => context.report({ kind: 'dropped', what: 'inventory', count: 1 }),
        scheduler: context.scheduler,
      }),
    );
    this.trickle = inv$.subscribe({
      next: (inv) => {
        this.note(inv);
        voice.say(inv);
      },
      error: (error: unknown) => voice.fail(error),
    });
    return item$;
  }

  private note(message: Message, payload?: Uint8Array): void {
    switch (message.command) {
      case 'inv':
      case 'getdata':
        noteItems(this.known, message, payload);
        break;
      case 'tx':
        if (this.item$ !== undefined) this.noteTransaction(txid(message.transaction), wtxid(message.transaction));
        break;
      default:
    }
  }

  private noteTransaction(id: string, witnessId: string): void {
    this.known.add(inventoryKey({ type: InventoryType.transaction, hash: id }));
    this.known.add(inventoryKey({ type: InventoryType.witnessTransaction, hash: id }));
    this.known.add(inventoryKey({ type: InventoryType.witnessTransactionId, hash: witnessId }));
  }

  private inputEnds(): void {
    this.openInputs -= 1;
    if (this.openInputs === 0) this.voice.complete();
  }
}

function noteItems(
  known: MruSet<string>,
  message: { readonly items: readonly InventoryItem[] },
  payload: Uint8Array | undefined,
): void {
  if (known instanceof KnownInventory) known.note(message, payload);
  else for (const item of message.items) if (!isBlockItem(item)) known.add(inventoryKey(item));
}

/** What `note` looks at. */
const HEARS = new Set(['inv', 'getdata', 'tx']);
