import type { ActionResult } from '../../../protocol/action.js';

/** The result of the last action. Always in the document, so that screen readers announce its text. */
export function ActionResultText({ result }: { readonly result: ActionResult | undefined }) {
  return (
    <p class="action-result" role="status" data-done={result?.isDone} hidden={result === undefined}>
      {result?.text}
    </p>
  );
}
