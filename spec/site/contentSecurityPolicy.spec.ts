import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { addContentSecurityPolicy } from '../../site/.vitepress/contentSecurityPolicy.mjs';

describe('the Content-Security-Policy of a page', () => {
  it('allows own files and the inline scripts that the page has', () => {
    const script = 'document.title = 1;';
    const hash = createHash('sha256').update(script).digest('base64');
    const html = `<html><head><script id="a">${script}</script><script src="/b.js"></script></head></html>`;
    const policy = /content="([^"]*)"/.exec(addContentSecurityPolicy(html))?.[1];
    expect(policy).toContain(`script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}';`);
    expect(policy).toContain("default-src 'self'");
    expect(policy?.match(/sha256-/g)).toHaveLength(1);
  });
});
