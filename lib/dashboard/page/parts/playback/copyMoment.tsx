import { useSignal } from '@preact/signals';
import { formatMoment } from '../../state/moment.js';
import { changeParams, formatRoute, route } from '../../state/route.js';

/** The URL of what the page shows at this time. */
function hrefAt(atMs: number): string {
  const { view, params } = route.peek();
  return new URL(formatRoute(view, changeParams(params, { at: formatMoment(atMs) })), location.href).href;
}

/** Copies a link to the time that is shown. A browser without access to the clipboard gets the link as a text to copy. */
export function CopyMoment({ atMs }: { readonly atMs: number }) {
  const copied = useSignal<{ readonly href: string; readonly isCopied: boolean } | undefined>(undefined);
  const copy = async (): Promise<void> => {
    const href = hrefAt(atMs);
    copied.value = { href, isCopied: await hasCopied(href) };
  };
  // Until another moment is shown.
  const isCopied = copied.value?.isCopied === true && copied.value.href === hrefAt(atMs);
  return (
    <div class="copy-moment">
      <button
        type="button"
        title="Copy a link to this view at this moment. Opening it pauses the playback."
        onClick={() => void copy()}
      >
        {isCopied ? 'Copied' : 'Copy link'}
        {!isCopied && <span class="hidden"> to this moment</span>}
      </button>
      <span class="hidden" role="status">
        {isCopied && 'The link is copied.'}
      </span>
      {copied.value?.isCopied === false && (
        <label class="field">
          Copy this
          <input type="text" readOnly value={copied.value.href} onFocus={(event) => event.currentTarget.select()} />
        </label>
      )}
    </div>
  );
}

/** False where the browser gives no access: a page without TLS that is not on this machine has no clipboard. */
async function hasCopied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
