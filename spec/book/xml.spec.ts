import { describe, expect, it } from '@jest/globals';
import { element, escapeXml, textElement } from '../../scripts/book/xml.mjs';
import { wrap } from '../../scripts/book/wrap.mjs';
import { parseSvg } from '../helpers/svg.js';

describe('escapeXml', () => {
  it('escapes every character that has a meaning in XML', () => {
    expect(escapeXml(`a<b & "c" > ]]>`)).toBe('a&lt;b &amp; &quot;c&quot; &gt; ]]&gt;');
  });

  it('replaces characters that XML cannot represent', () => {
    expect(escapeXml('a\0b\x1b\uffff')).toBe('a\ufffdb\ufffd\ufffd');
    expect(escapeXml('\t\n')).toBe('\t\n');
  });
});

describe('element', () => {
  it('is parsed back to the same content', () => {
    const text = `</text><script>"&'`;
    const { documentElement } = parseSvg(textElement(text, { class: text, x: 1, y: undefined }));
    expect(documentElement!.textContent).toBe(text);
    expect(documentElement!.getAttribute('class')).toBe(text);
    expect(documentElement!.hasAttribute('y')).toBe(false);
  });

  it('is self-closing if it is empty', () => {
    expect(element('path', { d: 'M0 0' })).toBe('<path d="M0 0"/>');
    expect(element('g', {}, element('g', {}))).toBe('<g><g/></g>');
  });
});

describe('wrap', () => {
  it('breaks at blanks, never within a word', () => {
    expect(wrap('one two  three\nincomprehensible', 8)).toEqual(['one two', 'three', 'incomprehensible']);
    expect(wrap('', 8)).toEqual([]);
  });
});
