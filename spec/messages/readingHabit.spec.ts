import { describe, expect, it } from '@jest/globals';
import { ReadingHabit } from '../../lib/messages/readingHabit.js';

/** How many of these messages were put off, where those that are put off are read, or not. */
function putOff(habit: ReadingHabit, messages: number, isRead: boolean): number {
  let count = 0;
  for (let i = 0; i < messages; i++) {
    if (habit.isToBeMadeAtOnce()) continue;
    count += 1;
    if (isRead) habit.tellRead();
  }
  return count;
}

describe('the habit of reading', () => {
  it('puts all off that nobody reads', () => {
    expect(putOff(new ReadingHabit(), 1000, false)).toBe(1000);
  });

  it('puts one in 32 off once 32 in a row were read', () => {
    const habit = new ReadingHabit();
    expect(putOff(habit, 33, true)).toBe(33);
    expect(putOff(habit, 320, true)).toBe(10);
  });

  it('takes two that were not read, at most 64 messages, to be lost', () => {
    const habit = new ReadingHabit();
    putOff(habit, 1000, true);
    putOff(habit, 64, false);
    expect(putOff(habit, 100, false)).toBe(100);
  });

  it('is none of those that are read in turns with others that are not', () => {
    const habit = new ReadingHabit();
    const count = Array.from({ length: 500 }, (_, i) => putOff(habit, 1, i % 3 !== 0)).reduce((sum, n) => sum + n);
    expect(count).toBe(500);
  });
});
