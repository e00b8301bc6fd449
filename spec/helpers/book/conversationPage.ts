import { expect } from '@jest/globals';
import { startWith, Subject, tap } from 'rxjs';
import type { Conversation, ConversationContext, Outcome } from '../../../lib/conversations/conversation.js';
import type { Message } from '../../../lib/messages/table.js';
import type { VersionMessage } from '../../../lib/messages/version.js';
import { fakeContext, notPaused$ } from './fakeContext.js';
import type { PageRunner } from './operatorPage.js';
import type { BookCase } from '../../../scripts/book/parsePage.mjs';
import { nameOfError } from './recording.js';
import { Scene } from './scene.js';

/** Rule 19 of the style. */
const OWED = ['the good order', 'the odd order', 'silence', "a stranger's message", 'an answer within the same tick'];

const DIAGRAMS = ['received', 'sent', 'others', 'paused', 'announced', 'reports', 'unsub'];
const SETTINGS = ['options', 'error', 'direction', 'protocol', 'local', 'remote', 'at once'];

/**
 * Rows: `received`, `sent` (what the conversation says), `others` (what is sent by others), `reports`, `paused`, `unsub`, `options`,
 * `error`, `direction` (default outbound), `protocol`, `local`, `remote` (what was agreed before), `at once` (`p = q`: the remote
 * answers p by q before our `next` returns, whoever said it), and `announced`, for the page that reads it.
 */
export function conversationPage(conversation: (scene: Scene) => Conversation): PageRunner {
  function play(bookCase: BookCase): void {
    const scene = new Scene(bookCase, { diagrams: DIAGRAMS, settings: SETTINGS, plainLetters: false });
    if (!scene.has('received') || !scene.has('sent')) throw new Error('rows received and sent expected');
    const received$ = new Subject<Message>();
    const sent$ = new Subject<Message>();
    const answers = answersAtOnce(scene);

    scene.play(() => {
      scene.hot<Message>('received').subscribe(received$);
      // The sight of what was said comes first, the answers to it after.
      const answer = (message: Message): void => answers(message).forEach((each) => received$.next(each));
      const handOver = (message: Message): void => sent$.next(message);
      if (scene.has('others')) {
        const others$ = scene.hot<Message>('others').pipe(tap({ next: handOver, complete: () => sent$.complete() }));
        others$.subscribe(answer);
      }
      const said$ = conversation(scene)(contextOf(scene, sent$))(received$).pipe(tap(handOver));
      scene.watch('sent', said$, 0, answer);
    });
    // Whatever the case: at the end nobody listens any more.
    expect({ received: received$.observed, sent: sent$.observed }).toEqual({ received: false, sent: false });
  }

  return { owed: OWED, play };
}

function contextOf(scene: Scene, sent$: ConversationContext['sent$']): ConversationContext {
  scene.expect('reports');
  return fakeContext({
    direction: scene.text('direction', 'outbound') as 'inbound' | 'outbound',
    scheduler: scene.scheduler,
    sent$,
    paused$: scene.has('paused') ? scene.hot<boolean>('paused').pipe(startWith(false)) : notPaused$,
    protocolVersion: scene.has('protocol') ? Number(scene.text('protocol')) : undefined,
    local: versionIn(scene, 'local'),
    remote: versionIn(scene, 'remote'),
    told: (value) => scene.note('reports', { kind: 'N', value: withoutText(value) }),
  });
}

/** The version whose letter stands in this row. */
function versionIn(scene: Scene, row: string): VersionMessage | undefined {
  return scene.has(row) ? (scene.letter(scene.text(row)) as VersionMessage) : undefined;
}

/** The text of an error may change: a page tells it by class and code. */
function withoutText(outcome: Outcome): unknown {
  return outcome.kind === 'fault' ? { ...outcome, error: nameOfError(outcome.error) } : outcome;
}

/** `p = q, v = wxa`: what the remote answers at once, letter by letter. */
function answersAtOnce(scene: Scene): (message: Message) => Message[] {
  const answers = scene
    .text('at once')
    .split(/, */)
    .filter((part) => part !== '')
    .map((part) => part.split(/ *= */) as [string, string]);
  return (message) => {
    const said = answers.find(([letter]) => same(scene.letter(letter), message));
    return said === undefined ? [] : Array.from(said[1], (letter) => scene.letter(letter) as Message);
  };
}

function same(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}
