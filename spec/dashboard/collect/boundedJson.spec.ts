import { describe, expect, it } from '@jest/globals';
import { boundedJson } from '../../../lib/dashboard/collect/boundedJson.js';
import { toJson } from '../../../lib/index.js';

describe('boundedJson', () => {
  it('returns the complete JSON of a message of usual size', () => {
    const message = {
      command: 'ping',
      nonce: 2n ** 63n,
      bytes: Uint8Array.of(1, 255),
      list: [1, true, null],
      not: undefined,
    };
    expect(boundedJson(message)).toEqual({ text: JSON.stringify(toJson(message), undefined, 2), isCut: false });
  });

  it('cuts long lists, fields and texts, with a note in their place', () => {
    const { isCut, text } = boundedJson({
      items: Array.from({ length: 50_000 }, (_, i) => i),
      script: new Uint8Array(4_000_000),
      text: 'x'.repeat(100_000),
    });
    const json = JSON.parse(text) as { items: unknown[]; script: string; text: string };
    expect(isCut).toBe(true);
    expect(json.items).toHaveLength(101);
    expect(json.items.at(-1)).toBe('… 49900 more');
    expect(json.script).toBe(`${'00'.repeat(1000)}… 4000000 bytes in total`);
    expect(json.text).toBe(`${'x'.repeat(1000)}… 100000 characters in total`);
  });

  it('is bounded for nested lists', () => {
    const nested = (depth: number): unknown =>
      depth === 0 ? 1n : Array.from({ length: 200 }, () => nested(depth - 1));
    const { isCut, text } = boundedJson(nested(3));
    expect(isCut).toBe(true);
    expect(text.length).toBeLessThan(200_000);
  });

  it('escapes characters that change the text direction', () => {
    expect(boundedJson({ agent: 'a\u202eb' }).text).toContain('a\\\\u{202e}b');
  });
});
