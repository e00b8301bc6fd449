import type { Details, SequenceLine } from '../protocol.js';
import { byId, element, setHidden, setText } from './element.js';
import * as format from './format.js';

/** The panel with all fields of one message. */
export class DetailsPane {
  private readonly facts = byId('details-facts', HTMLDListElement);
  private readonly json = byId('details-json', HTMLPreElement);
  private readonly empty = byId('details-empty', HTMLParagraphElement);
  private shown: { peer: number; line: number } | undefined;

  /** Shows the known facts of a message until its details arrive. */
  expect(peer: number, line: SequenceLine): void {
    this.shown = { peer, line: line.number };
    this.facts.replaceChildren(...factsOf(line).map(([name, text]) => fact(name, text)));
  }

  show({ peer, line, json, isCut, missingReason }: Details): void {
    if (peer !== this.shown?.peer || line !== this.shown.line) return;
    setHidden(this.json, json === undefined);
    setHidden(this.empty, json !== undefined);
    setText(this.empty, missingReason ?? '');
    setText(this.json, json ?? '');
    this.json.scrollTop = 0;
    if (isCut === true) this.facts.append(fact('Shown', 'partly, because the message is too large'));
  }
}

function factsOf({ atMs, direction, command, sizeBytes, answers }: SequenceLine): [name: string, text: string][] {
  return [
    ['Command', command],
    ['Direction', direction],
    ['Time', format.exactClock(atMs)],
    ['Size', format.bytes(sizeBytes)],
    ...(answers === undefined ? [] : [['Answers after', format.milliseconds(answers.tookMs)] as [string, string]]),
  ];
}

function fact(name: string, text: string): HTMLElement {
  return element('div', {}, element('dt', {}, name), element('dd', {}, text));
}
