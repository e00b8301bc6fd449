import { describe, expect, it } from '@jest/globals';
import { chosenNotice, emptyText, footText } from '../../../lib/dashboard/page/views/conversation/conversationText.js';
import { sequenceLine } from './sequenceLines.js';

const lines = [sequenceLine(11), sequenceLine(12)];

describe('the texts of a conversation', () => {
  it('say why the chosen message is not shown', () => {
    const notice = (chosen: number | undefined, isShown = false) =>
      chosenNotice({ lines, state: 'open' }, isShown, chosen);
    expect(notice(10)).toMatch(/^Message 10 is no longer stored: .* number 11\.$/);
    expect(notice(13)).toMatch(/^There is no message 13: .* number 12\.$/);
    expect(notice(12)).toBe('The filter hides message 12.');
    expect([notice(12, true), notice(undefined)]).toEqual(['', '']);
  });

  it('say why there is no message', () => {
    const empty = (state: 'waiting' | 'open' | 'ended' | 'unknown', isPaused = false) =>
      emptyText({ lines: [], state }, true, isPaused);
    expect(empty('waiting')).toBe('Waiting for the program.');
    expect(empty('waiting', true)).toMatch(/^The page is paused/);
    expect(empty('open')).toBe('No message yet.');
    expect(empty('ended')).toMatch(/has ended without a message/);
    expect(empty('unknown')).toMatch(/has no messages of this peer/);
    expect(emptyText({ lines, state: 'open' }, true, false)).toBe('No message matches the filter.');
  });

  it('say how many messages are no longer stored, and that the connection has ended', () => {
    expect(footText({ lines, state: 'ended' }, true)).toBe(
      '10 older messages are no longer stored. The connection has ended. Paused. ',
    );
    expect(footText({ lines: [sequenceLine(2)], state: 'open' }, false)).toBe('1 older message is no longer stored. ');
    expect(footText({ lines: [sequenceLine(1)], state: 'open' }, false)).toBe('');
  });
});
