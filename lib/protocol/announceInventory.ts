import { Subject, Subscription, type Observable } from 'rxjs';
import { txid, wtxid } from '../digests/transactionId.js';
import { LocalProtocolError } from '../base/errors.js';
import { InventoryType, isBlockItem, type InventoryItem } from '../messages/inventory.js';
import type { Message } from '../messages/table.js';
import type { TxMessage } from '../messages/transaction.js';
import { batchInventory } from '../operators/batchInventory.js';
import type { MruSet } from '../collections/mruSet.js';
import { inventoryOf, type Announcement, type AnnouncementRefusal } from './announcement.js';
import type { Conversation } from './runtime/conversation.js';
import { defineConversation } from './runtime/defineConversation.js';
import type { ConversationHandler, HandlerContext } from './runtime/handler.js';
import type { ReceivedMessage } from './runtime/receivedMessage.js';
import { KnownInventory, knownKey } from './knownInventory.js';

/** Options of `announceInventory`. */
export interface AnnounceInventoryOptions {
  /** The announcements of the application. */
  announced$: Observable<Announcement>;
  /** The inventory the remote is known to have: inventoryKeys without MSG_WITNESS_FLAG in the type. Default: the 1000 most recent items. */
  known?: MruSet<string> | undefined;
  /** How long the first queued item waits for further items, in milliseconds. Default 10_000. */
  trickleIntervalMs?: number | undefined;
  /** Called with the number of items queued for the trickle, whenever it changes. */
  onWaiting?: ((count: number) => void) | undefined;
}

/**
 * Announces what the remote does not have yet: blocks at once, transactions in batches.
 *
 *     announced  --t-b--t-------           t transaction, b block
 *     received   -------------i-           i inv of something else
 *     sent       ----x-------y--           x inv [b], y inv [t]
 *
 * Announces according to what was negotiated:
 * - No transaction is announced to a remote whose version has relay=0 (BIP37).
 * - Transactions are announced by wtxid if wtxidrelay was negotiated, else by txid (BIP339). No item has MSG_WITNESS_FLAG, which is for getdata
 *   only (BIP144).
 * - A block given by its header is announced by `headers` to a remote that sent `sendheaders` (BIP130), else by inv.
 * - A feefilter (BIP133) applies only to transactions that are announced with their fee rate.
 *
 * An announcement that the remote does not accept is counted as dropped. If the remote accepts no transactions, or only an id that was not
 * given, a LocalProtocolError `NOT_ANNOUNCED` is reported as well, once for each of these reasons.
 *
 * An item is known to the remote if the remote announces, sends or requests it, or if we announce it to the remote or request it from the
 * remote; the witness flag makes no difference. Transactions that the remote sends are hashed only after the application has announced
 * something. A block is announced each time. Stores at most 1000 known items and queues at most 50,000: beyond that the oldest is dropped and
 * counted. Completes after `announced$` has completed and the remote has ended its side. Source: lbcd, peer/peer.go QueueInventory.
 */
export function announceInventory({ announced$, ...options }: AnnounceInventoryOptions): Conversation {
  return defineConversation((context) => {
    let subscription = Subscription.EMPTY;
    const announcer = new InventoryAnnouncer(context, {
      ...options,
      onBegin() {
        subscription = announced$.subscribe({
          next: (item) => announcer.announce(item),
          error: (error: unknown) => context.fail(error),
          complete: () => announcer.announcementsEnded(),
        });
      },
      onEnd: () => subscription.unsubscribe(),
    });
    return announcer;
  });
}

/** Options of InventoryAnnouncer, which gets announcements by calls instead of from a stream. */
export interface InventoryAnnouncerOptions extends Omit<AnnounceInventoryOptions, 'announced$'> {
  /** Called when `announce` may be called. */
  onBegin(announcer: InventoryAnnouncer): void;
  /** Called when `announce` must not be called any more. */
  onEnd?(): void;
}

/** One run of the conversation. It gets announcements by calls of `announce`. */
export class InventoryAnnouncer implements ConversationHandler {
  private readonly known: MruSet<string>;
  // Created by the first announcement: most peers announce nothing.
  private item$: Subject<InventoryItem> | undefined;
  private trickle = Subscription.EMPTY;
  /** The inputs that have not ended: announcements, and the messages of the remote. */
  private openInputs = 2;
  /** The refusals that were reported as a fault. */
  private reportedRefusals: Set<AnnouncementRefusal> | undefined;

  constructor(
    private readonly context: HandlerContext,
    private readonly options: InventoryAnnouncerOptions,
  ) {
    this.known = options.known ?? new KnownInventory(1000);
  }

  get commands(): ReadonlySet<string> {
    return COMMANDS;
  }

  begin(): void {
    this.options.onBegin(this);
  }

  announce(announcement: Announcement): void {
    const { agreed } = this.context;
    this.item$ ??= this.startTrickle();
    if ('header' in announcement && agreed.features.sendHeaders) {
      this.context.send({ command: 'headers', headers: [announcement.header] });
      return;
    }
    const item = inventoryOf(announcement, agreed);
    if (typeof item === 'string') this.refuse(item, announcement);
    else if (isBlockItem(item) || !this.isKnown(announcement, item)) this.item$.next(item);
  }

  /** The application will announce nothing more: the queued items are sent. */
  announcementsEnded(): void {
    this.item$?.complete();
    this.closeInput();
  }

  received(received: ReceivedMessage): void {
    const { known } = this;
    if (received.command === 'tx') {
      if (this.item$ !== undefined) this.addTransaction(received.message());
    } else if (received.command === 'inv' || received.command === 'getdata') {
      if (known instanceof KnownInventory) known.addPayload(received.payload);
      else this.addItems(received.message().items);
    }
  }

  sent(message: Message): void {
    if (message.command === 'inv' || message.command === 'getdata') this.addItems(message.items);
    else if (message.command === 'tx' && this.item$ !== undefined) this.addTransaction(message);
  }

  inputEnded(): void {
    this.closeInput();
  }

  end(): void {
    this.options.onEnd?.();
    this.trickle.unsubscribe();
  }

  /** True if the remote has the item, by either of its ids if both are given. */
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
    const { context } = this;
    context.report({ kind: 'dropped', what: 'inventory', count: 1 });
    const fact = REFUSAL_FACTS[refusal];
    this.reportedRefusals ??= new Set();
    if (fact === undefined || this.reportedRefusals.has(refusal)) return;
    this.reportedRefusals.add(refusal);
    const name = 'hash' in announcement ? announcement.hash : 'txid' in announcement ? announcement.txid : '';
    context.report({
      kind: 'fault',
      error: new LocalProtocolError('NOT_ANNOUNCED', `transaction ${name} is not announced: ${fact}`),
    });
  }

  private startTrickle(): Subject<InventoryItem> {
    const { context, known, options } = this;
    const item$ = new Subject<InventoryItem>();
    const inv$ = item$.pipe(
      batchInventory({
        trickleIntervalMs: options.trickleIntervalMs,
        isKnown: (item) => known.has(knownKey(item)),
        onWaiting: (count) => options.onWaiting?.(count),
        onDropped: () => context.report({ kind: 'dropped', what: 'inventory', count: 1 }),
        scheduler: context.scheduler,
      }),
    );
    this.trickle = inv$.subscribe({
      next: (inv) => {
        this.addItems(inv.items);
        context.send(inv);
      },
      error: (error: unknown) => context.fail(error),
    });
    return item$;
  }

  private addItems(items: readonly InventoryItem[]): void {
    const { known } = this;
    if (known instanceof KnownInventory) known.addItems(items);
    else for (const item of items) if (!isBlockItem(item)) known.add(knownKey(item));
  }

  private addTransaction({ transaction }: TxMessage): void {
    this.known.add(knownKey({ type: InventoryType.transaction, hash: txid(transaction) }));
    this.known.add(knownKey({ type: InventoryType.witnessTransactionId, hash: wtxid(transaction) }));
  }

  private closeInput(): void {
    this.openInputs -= 1;
    if (this.openInputs === 0) this.context.complete();
  }
}

const COMMANDS = new Set(['inv', 'getdata', 'tx']);

/** The texts of the faults. A fee rate below the feefilter is not a fault and has no text. */
const REFUSAL_FACTS: Partial<Record<AnnouncementRefusal, string>> = {
  NO_RELAY: 'the remote accepts no transactions (relay=0 in its version, BIP37)',
  WTXID_NEEDED: 'the remote accepts only wtxids (BIP339) and only the txid was given; use announce({ txid, wtxid })',
  TXID_NEEDED: 'the remote accepts only txids and only the wtxid was given; use announce({ txid, wtxid })',
};
