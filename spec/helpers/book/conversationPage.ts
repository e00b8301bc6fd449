import { expect } from '@jest/globals';
import { NO_FEATURES, type Agreement, type Features } from '../../../lib/protocol/runtime/agreement.js';
import type { Outcome } from '../../../lib/protocol/runtime/outcome.js';
import type { Conversation } from '../../../lib/protocol/runtime/conversation.js';
import { isSame } from '../../../lib/marbles/differences.js';
import { nameOfError } from '../../../lib/marbles/recordedEvent.js';
import { StagedConversation } from '../../../lib/marbles/testConversation.js';
import type { Message } from '../../../lib/messages/table.js';
import type { VersionMessage } from '../../../lib/messages/version.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import type { PolicyProfile } from '../../../lib/policy/policy.js';
import type { PageRunner } from './operatorPage.js';
import type { BookCase } from '../../../scripts/book/parsePage.mjs';
import { Scene } from './scene.js';

/** Rule 19 of the style. */
const OWED = ['the good order', 'the odd order', 'silence', "a stranger's message", 'an answer within the same tick'];

const DIAGRAMS = ['received', 'sent', 'others', 'paused', 'announced', 'reports', 'unsub'];
const SETTINGS = ['options', 'error', 'direction', 'policy', 'protocol', 'local', 'remote', 'features', 'at once'];

/**
 * Rows: `received`, `sent` (what the conversation says), `others` (what is sent by others), `reports`, `paused`, `unsub`, `options`,
 * `error`, `direction` (default outbound), `policy` (default core), `protocol`, `local`, `remote`,
 * `features` (what was agreed before), `at once` (`p = q`: the remote
 * answers p by q before our `next` returns, whoever said it), and `announced`, for the page that reads it.
 */
export function conversationPage(conversation: (scene: Scene) => Conversation): PageRunner {
  function play(bookCase: BookCase): void {
    const scene = new Scene(bookCase, { diagrams: DIAGRAMS, settings: SETTINGS, plainLetters: false });
    if (!scene.has('received') || !scene.has('sent')) throw new Error('rows received and sent expected');
    let staged: StagedConversation | undefined;
    scene.play(() => {
      staged = new StagedConversation(conversation(scene), scene.hot<Message>('received'), {
        network: bitcoin.regtest,
        scheduler: scene.scheduler,
        direction: scene.text('direction', 'outbound') as 'inbound' | 'outbound',
        policy: scene.text('policy', 'core') as PolicyProfile,
        agreed: agreedIn(scene),
        others$: scene.has('others') ? scene.hot<Message>('others') : undefined,
        paused$: scene.has('paused') ? scene.hot<boolean>('paused') : undefined,
        answers: answersAtOnce(scene),
      });
      scene.expect('reports');
      staged.reports$.subscribe((value) => scene.note('reports', { kind: 'N', value: withoutText(value) }));
      scene.watch('sent', staged.sent$);
    });
    // Whatever the case: at the end nobody listens any more.
    expect(staged?.leftovers).toEqual([]);
  }

  return { owed: OWED, play };
}

function agreedIn(scene: Scene): Partial<Agreement> {
  return {
    protocolVersion: scene.has('protocol') ? Number(scene.text('protocol')) : undefined,
    local: versionIn(scene, 'local'),
    remote: versionIn(scene, 'remote'),
    ...(scene.has('features') ? { features: featuresIn(scene.text('features')) } : {}),
  };
}

/** `wtxidRelay relay=false`: what the remote has said of itself; all else is false. */
function featuresIn(text: string): Features {
  const named = text.split(/\s+/).map((word) => [word.split('=')[0], !word.endsWith('=false')]);
  return { ...NO_FEATURES, ...(Object.fromEntries(named) as Partial<Features>) };
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
    const said = answers.find(([letter]) => isSame(message, scene.letter(letter)));
    return said === undefined ? [] : Array.from(said[1], (letter) => scene.letter(letter) as Message);
  };
}
