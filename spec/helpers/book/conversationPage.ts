import { expect } from '@jest/globals';
import { merge, NEVER, startWith, Subject, tap, type Observable } from 'rxjs';
import type { Conversation, ConversationContext } from '../../../lib/conversations/conversation.js';
import type { Message } from '../../../lib/messages/table.js';
import { fakeContext, notPaused$ } from './fakeContext.js';
import type { PageRunner } from './operatorPage.js';
import type { BookCase } from './page.js';
import { Scene } from './scene.js';

/** Rule 19 of the style. */
const OWED = ['the good order', 'the odd order', 'silence', "a stranger's message", 'an answer within the same tick'];

const DIAGRAMS = ['received', 'sent', 'others', 'paused', 'announced', 'reports', 'unsub'];
const SETTINGS = ['options', 'error', 'direction', 'protocol', 'at once'];

/**
 * Rows: `received`, `sent` (what the conversation says), `others` (what is sent by others), `reports`, `paused`, `unsub`, `options`,
 * `error`, `direction` (default outbound), `protocol` (what was agreed before), `at once` (`p = q`: the remote answers p by q before
 * our `next` returns), and `announced`, for the page that reads it.
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
      const others$: Observable<Message> = scene.has('others') ? scene.hot<Message>('others') : NEVER;
      const context = contextOf(scene, merge(sent$, others$));
      const said$ = conversation(scene)(context)(received$).pipe(tap((message) => sent$.next(message)));
      // The sight of what was said comes first, the answers to it after.
      scene.watch('sent', said$, 0, (message) => {
        for (const answer of answers(message)) received$.next(answer);
      });
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
    told: (value) => scene.note('reports', { kind: 'N', value }),
  });
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
