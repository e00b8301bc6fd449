import { createHash } from 'node:crypto';

const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/g;

/** Adds a Content-Security-Policy to a page. It allows files of the site, and the inline scripts of this page by their hashes. */
export function addContentSecurityPolicy(html) {
  const hashes = [...html.matchAll(INLINE_SCRIPT)]
    .filter(([, attributes]) => !/type="application\//.test(attributes))
    .map(([, , script]) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  const policy = [
    "default-src 'self'",
    // WebAssembly: the live marbles run the code of lib/fast/.
    ["script-src 'self' 'wasm-unsafe-eval'", ...new Set(hashes)].join(' '),
    // The colours of code blocks are style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html.replace('<head>', `<head>\n    <meta http-equiv="Content-Security-Policy" content="${policy}">`);
}
