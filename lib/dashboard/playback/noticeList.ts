import { escapeText } from '../../base/escapeText.js';
import { MAX_PLAYBACK_NOTICES } from '../protocol/playback.js';

/** Characters of a notice; a recording may contain texts of remotes. */
const MAX_CHARACTERS = 300;

/** The different texts about data that could not be read: the first MAX_PLAYBACK_NOTICES, escaped. */
export class NoticeList {
  private list: readonly string[] = [];

  /** The same array until a text is added. */
  get texts(): readonly string[] {
    return this.list;
  }

  /** Adds a text. Returns false if it is there, because each pass over a recording finds the same, or if the list is full. */
  add(text: string): boolean {
    const escaped = escapeText(text.slice(0, MAX_CHARACTERS));
    if (this.list.length >= MAX_PLAYBACK_NOTICES || this.list.includes(escaped)) return false;
    this.list = [...this.list, escaped];
    return true;
  }
}
