import { NO_FEATURES, type Agreement, type Features } from '../../../lib/protocol/runtime/agreement.js';
import type { Outcome } from '../../../lib/protocol/runtime/outcome.js';
import type { Conversation } from '../../../lib/protocol/runtime/conversation.js';
import { isSame } from '../../../lib/marbles/differences.js';
import { nameOfError } from '../../../lib/marbles/recordedEvent.js';
import { StagedConversation } from '../../../lib/marbles/testConversation.js';
import type { Message } from '../../../lib/messages/table.js';
import type { VersionMessage } from '../../../lib/messages/version.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import type { PolicyProfile } from '../../../lib/policy/policyProfile.js';
import type { PageRunner } from './operatorPage.js';
import type { BookCase } from '../../../scripts/book/parsePage.mjs';
import type { CaseResult } from '../caseResult.js';
import { CaseRun } from '../caseRun.js';

/** The cases that every conversation must be tested with. */
const REQUIRED_CASES = [
  'the expected order',
  'an unexpected order',
  'silence',
  'unrelated messages',
  'an answer within the same tick',
];

const DIAGRAMS = ['received', 'sent', 'others', 'paused', 'announced', 'reports', 'unsub'];
const SETTINGS = ['options', 'error', 'direction', 'policy', 'protocol', 'local', 'remote', 'features', 'at once'];

/**
 * Runs a conversation's page. Its rows: `received`, `sent` (by the conversation), `others` (sent by the caller and other conversations),
 * `reports`, `paused`, `unsub`, `options`, `error`, `direction` (default outbound), `policy` (default core); `protocol`, `local`, `remote`
 * and `features` are the agreement of an earlier handshake; `at once` (`p = q`: the remote answers p with q before our `next` returns,
 * no matter which part of the peer sends p); `announced` is an input of announceInventory.
 */
export function conversationPage(createConversation: (caseRun: CaseRun) => Conversation): PageRunner {
  function runCase(bookCase: BookCase): CaseResult {
    const caseRun = new CaseRun(bookCase, { diagrams: DIAGRAMS, settings: SETTINGS, plainLetters: false });
    caseRun.requireRows('received', 'sent');
    let conversation: StagedConversation | undefined;
    const { comparisons, leaks } = caseRun.run(() => {
      conversation = new StagedConversation(createConversation(caseRun), caseRun.hot<Message>('received'), {
        network: bitcoin.regtest,
        scheduler: caseRun.scheduler,
        direction: caseRun.text('direction', 'outbound') as 'inbound' | 'outbound',
        policy: caseRun.text('policy', 'core') as PolicyProfile,
        agreed: agreementOf(caseRun),
        others$: caseRun.has('others') ? caseRun.hot<Message>('others') : undefined,
        paused$: caseRun.has('paused') ? caseRun.hot<boolean>('paused') : undefined,
        answers: synchronousAnswers(caseRun),
      });
      caseRun.expectRow('reports');
      conversation.reports$.subscribe((value) =>
        caseRun.record('reports', { kind: 'N', value: withoutErrorText(value) }),
      );
      caseRun.recordStream('sent', conversation.sent$);
    });
    // In every case: the conversation leaves no subscription to its inputs.
    const leftovers = (conversation?.leftovers ?? []).map((input) => `${input} is still subscribed`);
    return { comparisons, leaks: [...leaks, ...leftovers] };
  }

  return { requiredCases: REQUIRED_CASES, runCase };
}

function agreementOf(caseRun: CaseRun): Partial<Agreement> {
  return {
    protocolVersion: caseRun.has('protocol') ? Number(caseRun.text('protocol')) : undefined,
    local: versionOf(caseRun, 'local'),
    remote: versionOf(caseRun, 'remote'),
    ...(caseRun.has('features') ? { features: parseFeatures(caseRun.text('features')) } : {}),
  };
}

/** Parses `wtxidRelay relay=false`: the negotiated features. Those that are not named have their default. */
function parseFeatures(text: string): Features {
  const named = text.split(/\s+/).map((word) => [word.split('=')[0], !word.endsWith('=false')]);
  return { ...NO_FEATURES, ...(Object.fromEntries(named) as Partial<Features>) };
}

/** The version message whose letter is in this row. */
function versionOf(caseRun: CaseRun, row: string): VersionMessage | undefined {
  return caseRun.has(row) ? (caseRun.valueOf(caseRun.text(row)) as VersionMessage) : undefined;
}

/** Replaces the error of a fault by class and code: pages do not assert error texts. */
function withoutErrorText(outcome: Outcome): unknown {
  return outcome.kind === 'fault' ? { ...outcome, error: nameOfError(outcome.error) } : outcome;
}

/** Parses the row `at once`: in `p = q, v = wxa` each letter on the right is one message of the answer. */
function synchronousAnswers(caseRun: CaseRun): (message: Message) => Message[] {
  const answers = caseRun
    .text('at once')
    .split(/, */)
    .filter((part) => part !== '')
    .map((part) => part.split(/ *= */) as [string, string]);
  return (message) => {
    const answer = answers.find(([letter]) => isSame(message, caseRun.valueOf(letter)));
    // An endless exchange within one call ends here, too.
    return answer === undefined || !caseRun.spendStep()
      ? []
      : Array.from(answer[1], (letter) => caseRun.valueOf(letter) as Message);
  };
}
