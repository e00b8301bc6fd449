import { Subject, Subscription, type Observable } from 'rxjs';
import { txid, wtxid } from '../digests/transactionId.js';
import { LocalProtocolError } from '../base/errors.js';
import { InventoryType, isBlockItem, type InventoryItem } from '../messages/inventory.js';
import type { Message } from '../messages/table.js';
import { batchInventory } from '../operators/batchInventory.js';
import type { MruSet } from '../collections/mruSet.js';
import { inventoryOf, type Announcement, type AnnouncementRefusal } from './announcement.js';
import type { Conversation } from './runtime/conversation.js';
import { conversationOf } from './runtime/conversationOf.js';
import type { ConversationHandler, HandlerContext, Voice } from './runtime/handler.js';
import { KnownInventory, knownKey } from './knownInventory.js';

export interface AnnounceInventoryOptions {
  /** What the caller announces. */
  announced$: Observable<Announcement>;
  /**
   * What the remote is known to have: inventoryKeys without MSG_WITNESS_FLAG in the type. Default: a window of 1000.
   */
  known?: MruSet<string> | undefined;
  /** How long the first waiting item waits for others, in milliseconds. Default 10_000. */
  trickleIntervalMs?: number | undefined;
  /** Called with the number of items that wait for the trickle, whenever it changes. */
  onWaiting?: ((count: number) => void) | undefined;
}

/**
 * Announces what the remote does not have yet: blocks at once, transactions gathered for a while.
 *
 *     announced  --t-b--t-------           t transaction, b block
 *     received   -------------i-           i inv of something else
 *     sent       ----x-------y--           x inv [b], y inv [t]
 *
 * Applies what was negotiated: no transaction goes to a remote whose version says relay=0 (BIP37); transactions go by wtxid where wtxidrelay was
 * agreed, by txid elsewhere (BIP339); no item has MSG_WITNESS_FLAG, which is for getdata (BIP144); a block given by its header goes by `headers`
 * to a remote that sent `sendheaders` (BIP130), else by inv; a feefilter (BIP133) is applied to transactions that are announced with their
 * fee rate, to no others. What the remote does not take is counted as dropped; where the remote takes no transactions, or the id that it takes is
 * missing, a LocalProtocolError `NOT_ANNOUNCED` is reported as well, once for each of these reasons.
 *
 * The remote is taken to have what it announces, sends or asks for, and what it was announced or asked for by us, with or without the
 * witness flag; a transaction that it sends is hashed only once the caller has announced something. A block is announced each time. Remembers
 * at most 1000 known items, and at most 50,000 that wait: the oldest is dropped and counted. lbcd, peer/peer.go QueueInventory.
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
  /** The refusals that were reported as a fault. */
  private reported: Set<AnnouncementRefusal> | undefined;

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

  announce(announcement: Announcement): void {
    const { agreed } = this.context;
    this.item$ ??= this.startTrickle();
    if ('header' in announcement && agreed.features.sendHeaders) {
      this.voice.say({ command: 'headers', headers: [announcement.header] });
      return;
    }
    const item = inventoryOf(announcement, agreed);
    if (typeof item === 'string') this.refuse(item, announcement);
    else if (isBlockItem(item) || !this.isKnown(announcement, item)) this.item$.next(item);
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

  /** By either id, where both are at hand. */
  private isKnown(announcement: Announcement, item: InventoryItem): boolean {
    if (this.known.has(knownKey(item))) return true;
    if (!('txid' in announcement)) return false;
    const { txid: id, wtxid: witnessId } = announcement;
    return (
      this.known.has(knownKey({ type: InventoryType.transaction, hash: id })) ||
      this.known.has(knownKey({ type: InventoryType.witnessTransactionId, hash: witnessId }))
    );
  }

  private refuse(refusal: AnnouncementRefusal, announcement: Announcement): void {
    const { report } = this.context;
    report({ kind: 'dropped', what: 'inventory', count: 1 });
    const fact = REFUSAL_FACTS[refusal];
    this.reported ??= new Set();
    if (fact === undefined || this.reported.has(refusal)) return;
    this.reported.add(refusal);
    const name = 'hash' in announcement ? announcement.hash : 'txid' in announcement ? announcement.txid : '';
    report({
      kind: 'fault',
      error: new LocalProtocolError('NOT_ANNOUNCED', `transaction ${name} is not announced: ${fact}`),
    });
  }

  private startTrickle(): Subject<InventoryItem> {
    const { context, voice, known } = this;
    const { trickleIntervalMs, onWaiting } = this.options;
    const item$ = new Subject<InventoryItem>();
    const inv$ = item$.pipe(
      batchInventory({
        intervalMs: trickleIntervalMs,
        isKnown: (item) => known.has(knownKey(item)),
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
    this.known.add(knownKey({ type: InventoryType.transaction, hash: id }));
    this.known.add(knownKey({ type: InventoryType.witnessTransactionId, hash: witnessId }));
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
  else for (const item of message.items) if (!isBlockItem(item)) known.add(knownKey(item));
}

/** What `note` looks at. */
const HEARS = new Set(['inv', 'getdata', 'tx']);

/** What the fault says; a fee below the feefilter is no fault. */
const REFUSAL_FACTS: Partial<Record<AnnouncementRefusal, string>> = {
  NO_RELAY: 'the remote wants no transactions (relay=0 in its version, BIP37)',
  WTXID_NEEDED: 'the remote takes wtxids only (BIP339) and the txid was given alone; use announce({ txid, wtxid })',
  TXID_NEEDED: 'the remote takes txids only and the wtxid was given alone; use announce({ txid, wtxid })',
};
